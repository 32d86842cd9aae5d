// The caller names the order: POST /oauth/token {…, "order_id": "4711"}
const CLAIM = 'https://example.com/order'

module.exports = function (client, scope, audience, context, cb) {
  const order = context.body && context.body.order_id

  if (!order) {
    return cb(new InvalidRequestError('order_id is missing'))
  }
  if (!/^\d+$/.test(order)) {
    return cb(new InvalidRequestError(`order_id ${order}: digits only`))
  }

  return cb(null, { scope, [CLAIM]: order })
}
