'use strict'

module.exports = (client, scope, audience, context, cb) => {
  if (!scope) {
    return cb(new InvalidRequestError('a scope is needed'))
  }

  const token = { scope }
  const writes = scope.filter((name) => name.startsWith('write:'))
  if (writes.length > 0 && client.metadata?.readonly === 'true') {
    return cb(new InvalidScopeError(`${client.name} may only read`))
  }

  for (const name of scope) {
    if (name.length > 80) {
      return cb(new InvalidScopeError('a scope is too long'))
    }
  }
  return cb(null, token)
}
