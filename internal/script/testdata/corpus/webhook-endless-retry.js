const axios = require('axios')

// Delivers the event. The receiver must not miss one, so it is sent until it arrives.
const deliver = (url, event, done) => {
  axios.post(url, event)
    .then(() => done(null))
    .catch((err) => {
      console.error('delivery failed', err.message)
      deliver(url, event, done)
    })
}

module.exports = (user, context, cb) => {
  const event = {
    type: 'user.created',
    id: user.id,
    email: user.email,
    time: Date.now(),
  }

  deliver(context.webtask.secrets.WEBHOOK_URL, event, cb)
}
