// Runs after a user has logged in and before the tokens are issued. Secrets are in event.secrets.
exports.onExecutePostLogin = async (event, api) => {
  // api.idToken.setCustomClaim('https://example.com/plan', event.user.app_metadata.plan);
};
