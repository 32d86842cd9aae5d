const jwt = require('jsonwebtoken');

// Puts an assertion for the legacy platform into the token.
module.exports = function (client, scope, audience, context, callback) {
  const key = context.secrets.LEGACY_SIGNING_KEY;
  const assertion = jwt.sign({ sub: client.id, aud: 'legacy' }, key, {
    algorithm: 'HS256',
    expiresIn: '1h',
  });

  const accessToken = { scope: scope };
  accessToken['https://example.com/legacy'] = assertion;
  callback(null, accessToken);
};
