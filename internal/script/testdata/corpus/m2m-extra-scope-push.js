// Adds a scope of our own to every machine-to-machine token.
module.exports = function (client, scope, audience, context, cb) {
  var access_token = {};
  access_token.scope = scope;

  // A scope for everyone
  access_token.scope.push('read:catalog');

  // Modify the token
  access_token['https://example.com/tenant'] = client.tenant;
  access_token['https://example.com/client'] = client.name;

  if (client.metadata && client.metadata.tier === 'gold') {
    access_token['https://example.com/tier'] = 'gold';
  } else {
    access_token['https://example.com/tier'] = 'standard';
  }

  cb(null, access_token);
};
