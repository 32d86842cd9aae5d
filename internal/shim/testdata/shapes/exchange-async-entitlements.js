const URL_OF = 'https://entitlements.example.com/v1/clients/';

module.exports = async (client, scope, audience, context, cb) => {
  try {
    const region = (context.body && context.body.region) || 'eu';
    const response = await fetch(URL_OF + client.id + '?region=' + region, {
      headers: { authorization: 'Bearer ' + context.webtask.secrets.ENTITLEMENTS_TOKEN },
    });
    if (!response.ok) {
      return cb(new ServerError('entitlements: ' + response.status));
    }
    const { entitlements } = await response.json();
    return cb(null, { scope, 'https://example.com/entitlements': entitlements || [] });
  } catch (err) {
    return cb(new ServerError(err.message));
  }
};
