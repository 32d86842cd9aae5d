// The variable is called access_token as in the starter: an object of claims, not a token.
module.exports = function (client, scope, audience, context, cb) {
  var access_token = {};
  access_token.scope = scope;
  access_token['https://example.com/tenant'] = client.tenant;
  access_token['https://example.com/plan'] = client.metadata ? client.metadata.plan : 'free';

  console.log('claims', Object.keys(access_token));
  console.log('token type', 'Bearer', 'password policy: good');

  if (audience === 'https://tenant.eu.auth0.com/api/v2/') {
    console.log('a token for the Management API');
  }

  cb(null, access_token);
};
