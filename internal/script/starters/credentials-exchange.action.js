// Runs when an application asks for a token of its own. Secrets are in event.secrets.
exports.onExecuteCredentialsExchange = async (event, api) => {
  // api.accessToken.setCustomClaim('https://example.com/plan', event.client.metadata.plan);
};
