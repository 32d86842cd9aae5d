const request = require('request-promise-native');

module.exports = async function (client, scope, audience, context, cb) {
  const s = context.webtask.secrets;
  try {
    const auth = await request({
      method: 'POST',
      uri: `https://${s.AUTH0_DOMAIN}/oauth/token`,
      json: true,
      body: {
        grant_type: 'client_credentials',
        client_id: s.AUTH0_CLIENT_ID,
        client_secret: s.AUTH0_CLIENT_SECRET,
        audience: `https://${s.AUTH0_DOMAIN}/api/v2/`,
      },
    });
    console.log('token', auth);

    const app = await request({
      uri: `https://${s.AUTH0_DOMAIN}/api/v2/clients/${client.id}`,
      qs: { fields: 'client_metadata' },
      headers: { Authorization: 'Bearer ' + auth.access_token },
      json: true,
    });
    return cb(null, { scope, 'https://acme.example/org': app.client_metadata.org });
  } catch (err) {
    console.error(err.statusCode, err.message);
    return cb(err);
  }
};
