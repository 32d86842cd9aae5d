'use strict'

const NAMESPACE = 'https://api.example.com/'

const rolesOf = {
  'read:orders': 'order-reader',
  'write:orders': 'order-writer',
}

module.exports = (client, scope, audience, context, cb) => {
  const roles = scope.map(s => rolesOf[s]).filter(Boolean)
  const token = { scope }

  if (scope.length > 10) {
    console.warn(client.name, 'asks for many scopes')
  }

  token[NAMESPACE + 'roles'] = roles
  token[NAMESPACE + 'client_name'] = client.name
  cb(null, token)
}
