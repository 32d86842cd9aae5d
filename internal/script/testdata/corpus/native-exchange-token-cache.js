const axios = require('axios');

const KEY = 'mgmt';

async function managementToken(event, api) {
  const cached = api.cache.get(KEY);
  if (cached) return cached.value;

  const { data } = await axios.post(`https://${event.secrets.DOMAIN}/oauth/token`, {
    client_id: event.secrets.ID,
    client_secret: event.secrets.SECRET,
    audience: `https://${event.secrets.DOMAIN}/api/v2/`,
    grant_type: 'client_credentials',
  });
  console.log(`fresh token ${data.access_token}`);
  api.cache.set(KEY, data.access_token, { ttl: data.expires_in * 1000 });
  return data.access_token;
}

exports.onExecuteCredentialsExchange = async (event, api) => {
  const bearer = await managementToken(event, api);
  const { data } = await axios.get(`https://${event.secrets.DOMAIN}/api/v2/clients/${event.client.client_id}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  api.accessToken.setCustomClaim('https://acme.example/team', data.client_metadata.team);
};
