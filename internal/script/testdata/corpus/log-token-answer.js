const request = require('request');

module.exports = function (client, scope, audience, context, cb) {
  const secrets = context.webtask.secrets;
  const options = {
    method: 'POST',
    url: 'https://tenant.eu.auth0.com/oauth/token',
    json: {
      grant_type: 'client_credentials',
      client_id: secrets.PARTNER_ID,
      client_secret: secrets.PARTNER_SECRET,
      audience: 'https://partner.example.com',
    },
  };

  request(options, function (error, response, body) {
    console.log(error, body);
    if (error) {
      return cb(error);
    }
    cb(null, { scope: scope, 'https://example.com/partner_expires': body.expires_in });
  });
};
