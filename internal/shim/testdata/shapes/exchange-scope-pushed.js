// The recipe of the documentation: a scope for everybody.
module.exports = function (client, scope, audience, context, cb) {
  var access_token = {};
  access_token.scope = scope || [];

  access_token.scope.push('read:status');
  access_token['https://example.com/status'] = 'read';

  cb(null, access_token);
};
