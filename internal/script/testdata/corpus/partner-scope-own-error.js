'use strict';

class InvalidScopeError extends Error {
  constructor(message) {
    super(message);
    this.name = 'InvalidScopeError';
  }
}

const PARTNER_ID = '%%PARTNER_CLIENT_ID%%';
const ALLOWED = new Set(['read:catalog', 'read:prices']);

module.exports = (client, scope, audience, context, cb) => {
  const wanted = Array.isArray(scope) ? scope : [];

  if (client.id === PARTNER_ID) {
    const refused = wanted.filter((one) => !ALLOWED.has(one));
    if (refused.length > 0) {
      return cb(new InvalidScopeError('not for partners: ' + refused.join(' ')));
    }
  }

  return cb(null, {
    scope: wanted,
    'https://example.com/partner': client.id === PARTNER_ID,
  });
};
