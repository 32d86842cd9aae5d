// Tokens carry the highest level among their scopes.
const LEVELS = ['read', 'write', 'admin'];

const levelOf = (scopes) =>
  scopes.reduce((highest, name) => Math.max(highest, LEVELS.indexOf(name.split(':')[0])), -1);

module.exports = function (client, scope, audience, context, cb) {
  const token = { scope };
  const wanted = Array.isArray(scope) ? scope : [];

  if (scope && scope.includes('admin:all')) {
    token['https://example.com/admin'] = true;
  }
  token['https://example.com/count'] = scope?.length ?? 0;
  token['https://example.com/level'] = LEVELS[levelOf(wanted)] || 'none';
  token['https://example.com/list'] = (scope || []).join(' ');

  cb(null, token);
};
