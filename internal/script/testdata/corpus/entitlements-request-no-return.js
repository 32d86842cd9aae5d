const request = require('request');

module.exports = function (client, scope, audience, context, cb) {
  const options = {
    url: 'https://entitlements.example.com/v1/clients/' + client.id,
    headers: { 'x-api-key': context.webtask.secrets.ENTITLEMENTS_KEY },
    json: true,
  };

  request.get(options, (err, res, body) => {
    if (err) {
      cb(new ServerError('no entitlements'));
    }

    const token = { scope: scope };
    token['https://example.com/entitlements'] = body.entitlements;
    cb(null, token);
  });
};
