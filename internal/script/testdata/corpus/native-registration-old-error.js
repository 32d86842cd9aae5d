const DOMAINS = ['example.com', 'example.org'];

// Half moved: the error class is still that of the hook.
exports.onExecutePreUserRegistration = async (event, api) => {
  const domain = String(event.user.email).split('@').pop();

  if (!DOMAINS.includes(domain)) {
    throw new PreUserRegistrationError(`domain ${domain}`, 'Please use your company address.');
  }

  api.user.setAppMetadata('company', domain);
  api.user.setUserMetadata('locale', event.request.language);
};
