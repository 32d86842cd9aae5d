/*
 * Parameters as in the other hooks: the user comes first.
 */
module.exports = function (user, client, scope, audience, context, cb) {
  const accessToken = {};
  const ns = 'https://example.com/';

  accessToken.scope = scope;
  accessToken[ns + 'issued'] = Math.floor(Date.now() / 1000);

  if (client) {
    accessToken[ns + 'app'] = String(client);
  }

  cb(null, accessToken);
};
