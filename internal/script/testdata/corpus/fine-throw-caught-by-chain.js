const crypto = require('crypto');

const sign = (key, text) => crypto.createHmac('sha256', key).update(text).digest('hex');

module.exports = (recipient, text, context, cb) => {
  const { GATEWAY, GATEWAY_KEY } = context.webtask.secrets
  const body = JSON.stringify({ to: recipient, text })

  Promise.resolve()
    .then(() => {
      if (!/^\+?[\d-]+$/.test(recipient)) {
        throw new SendPhoneMessageError('no number')
      }
      return fetch(GATEWAY, { method: 'POST', body, headers: { 'x-signature': sign(GATEWAY_KEY, body) } })
    })
    .then((res) => (res.ok ? res.json() : Promise.reject(new Error('status ' + res.status))))
    .then(({ id }) => cb(null, { MessageID: id }))
    .catch((err) => cb(err))
}
