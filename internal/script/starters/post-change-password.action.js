// Runs after a user has changed the password, and nobody waits for it. Secrets are in event.secrets.
exports.onExecutePostChangePassword = async (event, api) => {
  console.log(event.user.email);
};
