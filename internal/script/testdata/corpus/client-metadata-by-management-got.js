const got = require('got');

module.exports = async (client, scope, audience, context, cb) => {
  const { DOMAIN, CLIENT_ID, CLIENT_SECRET } = context.webtask.secrets;
  try {
    const { access_token } = await got.post(`https://${DOMAIN}/oauth/token`, {
      json: {
        grant_type: 'client_credentials',
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        audience: `https://${DOMAIN}/api/v2/`,
      },
    }).json();

    const app = await got(`https://${DOMAIN}/api/v2/clients/${client.id}`, {
      headers: { authorization: `Bearer ${access_token}` },
    }).json();

    cb(null, { scope, 'https://example.com/callbacks': (app.callbacks || []).length });
  } catch (err) {
    cb(err);
  }
};
