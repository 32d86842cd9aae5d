// Gives partners the scopes of the API that they ask for.
const UPGRADES = {
  'https://orders.example.com/': ['read:orders', 'list:orders'],
  'https://stock.example.com/': ['read:stock'],
};

module.exports = function (client, scope, audience, context, cb) {
  const access_token = {};
  const extra = UPGRADES[audience];

  if (!extra) {
    cb(new InvalidRequestError('audience is not known'));
    return;
  }

  extra.forEach((one) => {
    scope.push(one);
  });

  access_token.scope = scope;
  access_token['https://example.com/ip'] = context.request.ip;
  access_token['https://example.com/tenant'] = client.tenant;

  cb(null, access_token);
};
