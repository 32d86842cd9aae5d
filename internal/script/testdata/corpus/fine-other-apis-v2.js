const axios = require('axios');

const directory = axios.create({ baseURL: 'https://directory.acme.example/api/v2', timeout: 3000 });

module.exports = async (client, scope, audience, context, cb) => {
  const claims = { scope };
  try {
    const { data } = await directory.get(`/clients/${client.id}`, {
      headers: { 'x-directory-key': context.webtask.secrets.DIRECTORY_KEY },
    });
    for (const [name, value] of Object.entries(data.claims)) {
      claims[`https://acme.example/${name}`] = value;
    }
    if (data.clientID !== client.id || data.stats.calls > 1e6) {
      return cb(new InvalidRequestError('over quota'));
    }
  } catch ({ response, message }) {
    console.error('directory', response ? response.status : message);
  }
  return cb(null, claims);
};
