// A caller may name the order that its token is for.
const ORDER = /^[0-9]{4,12}$/;

module.exports = function (client, scope, audience, context, cb) {
  const body = context.body || {};
  const orders = String(body.order_id || '')
    .split(',')
    .filter((id) => ORDER.test(id));

  if (body.order_id && orders.length === 0) {
    return cb(new InvalidRequestError('order_id: digits only'));
  }

  const token = { scope: scope };
  if (orders.length) {
    token['https://example.com/orders'] = orders;
  }
  return cb(null, token);
};
