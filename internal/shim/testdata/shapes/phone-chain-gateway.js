module.exports = (recipient, text, context, cb) => {
  fetch(context.webtask.secrets.GATEWAY_URL + '/messages', {
    method: 'POST',
    headers: { 'x-api-key': context.webtask.secrets.GATEWAY_KEY },
    body: JSON.stringify({ to: recipient, text, ref: context.action }),
  })
    .then((res) => {
      if (!res.ok) throw new Error('gateway: ' + res.status)
      return res.json()
    })
    .then((message) => cb(null, { MessageID: message.id }))
    .catch(cb)
}
