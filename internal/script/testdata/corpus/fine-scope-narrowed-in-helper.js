// Takes from machine clients what only people may have.
const HUMAN_ONLY = ['offline_access', 'update:profile'];

const asList = (value) => (Array.isArray(value) ? value : []);

module.exports = function (client, scope, audience, context, cb) {
  const before = asList(scope);
  const allowed = before.filter((one) => !HUMAN_ONLY.includes(one));

  const token = { scope: allowed };

  if (scope && scope.includes('read:invoices')) {
    token['https://example.com/invoices'] = true;
  }
  if (scope?.indexOf('read:stock') >= 0) {
    token['https://example.com/stock'] = (client.metadata || {}).warehouse;
  }

  if (!scope) {
    cb(null, token);
  } else if (scope.length > 30) {
    cb(new InvalidScopeError('too many scopes'));
  } else {
    token['https://example.com/scopes'] = scope.join(' ');
    cb(null, token);
  }
};
