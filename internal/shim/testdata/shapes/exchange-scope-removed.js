'use strict';

const INTERNAL = ['admin:all', 'debug:all'];

module.exports = (client, scope, audience, context, cb) => {
  const internal = Boolean(client.metadata && client.metadata.internal === 'true');

  // Partners never get the internal scopes.
  cb(null, {
    scope: (scope || []).filter((name) => internal || !INTERNAL.includes(name)),
    'https://example.com/internal': internal,
  });
};
