const axios = require('axios');

/** Asks for a second factor where the risk is high. */
exports.onExecutePostLogin = async (event, api) => {
  const { RISK_URL, RISK_KEY } = event.secrets;
  const identities = event.user.identities.map((identity) => identity.provider);

  if (event.stats.logins_count === 1 && !event.user.email_verified) {
    api.access.deny('Please verify your address first.');
    return;
  }

  try {
    const { data } = await axios.post(RISK_URL, { id: event.user.user_id, identities }, { headers: { 'x-api-key': RISK_KEY } });
    if (data.score > 80) {
      api.multifactor.enable('any');
    }
  } catch (err) {
    console.error('risk', err.message);
  }
};

exports.onContinuePostLogin = async (event, api) => {
  api.idToken.setCustomClaim('https://example.com/continued', true);
};
