// Only our own applications may ask for the internal API.
const INTERNAL = 'https://internal.example.com/';

module.exports = function (client, scope, audience, context, cb) {
  const isInternal = client.metadata && client.metadata.owner === 'internal';

  if (audience === INTERNAL && !isInternal) {
    return cb(new UnauthorizedError('not for this application'));
  }

  const token = {};
  token.scope = scope;
  token['https://example.com/internal'] = Boolean(isInternal);

  return cb(null, token);
};
