const axios = require('axios');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function token(secrets) {
  const { data } = await axios.post('https://acme.eu.auth0.com/oauth/token', {
    grant_type: 'client_credentials',
    audience: 'https://acme.eu.auth0.com/api/v2/',
    client_id: secrets.M2M_ID,
    client_secret: secrets.M2M_SECRET,
  });
  return data.access_token;
}

module.exports = async function (user, context, cb) {
  try {
    const bearer = await token(context.webtask.secrets);
    await sleep(200);
    await axios.patch(
      `https://acme.eu.auth0.com/api/v2/users/auth0|${user.id}`,
      { app_metadata: { role: 'member' } },
      { headers: { Authorization: `Bearer ${bearer}` } },
    );
    cb(null);
  } catch (e) {
    cb(e);
  }
};
