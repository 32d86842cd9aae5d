const allowed = new Set(['read:stock', 'read:prices'])

module.exports = function (client, scope, audience, context, cb) {
  // one scope after the other
  for (const name of scope) {
    if (!allowed.has(name) && client.metadata.kind !== 'internal') {
      return cb(new InvalidScopeError('scope ' + name + ' is not for ' + client.name))
    }
  }

  cb(null, {
    scope: scope,
    'https://example.com/kind': client.metadata.kind,
  })
}
