'use strict'

const DAY = 24 * 60 * 60 * 1000

module.exports = (user, context, cb) => {
  const at = new Date(user.last_password_reset)
  const day = Math.floor(at.getTime() / DAY)

  console.log('password', user.id, user.username || user.email, day)
  console.log(context.connection.name + '/' + context.connection.tenant)
  return cb(null)
}
