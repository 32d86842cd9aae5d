const DEFAULTS = ['read:orders'];

function asList(value) {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ') : [];
}

module.exports = (client, scope, audience, context, cb) => {
  const granted = asList(scope);
  if (!granted.length) {
    granted.push(...DEFAULTS);
  }
  const extra = (scope || []).filter((s) => s.startsWith('x:'));
  const wide = scope?.includes('admin:all') ?? false;

  cb(null, {
    scope: [...new Set([...granted, ...extra])],
    'https://acme.example/wide': wide,
    'https://acme.example/count': scope ? scope.length : 0,
  });
};
