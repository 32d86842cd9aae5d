const blocked = new Set(['mailinator.com', 'tempmail.example']);

exports.onExecutePreUserRegistration = async (event, api) => {
  const domain = event.user.email.split('@')[1];
  if (blocked.has(domain)) {
    return api.access.deny('blocked', 'Use another address.');
  }
  if (context.connection.strategy === 'sms') {
    return;
  }
  api.user.setAppMetadata('domain', domain);
};
