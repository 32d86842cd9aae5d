/**
 * Machine clients only get the scopes that their metadata lists.
 */
module.exports = function restrict(client, scope, audience, context, cb) {
  let allowed = [];
  try {
    allowed = JSON.parse(client.metadata.allowed_scopes || '[]');
  } catch (e) {
    return cb(new InvalidRequestError('allowed_scopes is not JSON'));
  }

  const granted = scope.filter(function (s) {
    return allowed.indexOf(s) !== -1;
  });

  if (granted.length === 0) {
    cb(new InvalidScopeError('nothing of what was asked for is allowed'));
  }

  cb(null, { scope: granted });
};
