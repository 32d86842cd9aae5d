// Puts what the application is into its tokens.
module.exports = function (client, scope, audience, context, cb) {
  var access_token = {};
  access_token.scope = scope;

  // The names of claims are URLs.
  access_token['https://example.com/tenant'] = client.tenant;
  access_token['https://example.com/application'] = client.name;

  if (client.metadata && client.metadata.team) {
    access_token['https://example.com/team'] = client.metadata.team;
  }

  cb(null, access_token);
};
