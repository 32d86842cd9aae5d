// For our unit tests, which have no error classes.
class InvalidScopeError extends Error {
  constructor(message) {
    super(message);
    this.name = 'InvalidScopeError';
  }
}

const ALLOWED = ['read:invoices', 'write:invoices'];

module.exports = function (client, scope, audience, context, cb) {
  const wanted = scope || [];
  const unknown = wanted.filter((s) => !ALLOWED.includes(s));
  if (unknown.length > 0) {
    return cb(new InvalidScopeError('unknown scope ' + unknown.join(', ')));
  }

  cb(null, { scope, 'https://example.com/billing': true });
};
