const CLAIMS = 'https://%%CLAIMS_HOST%%/';

// Applications of the integration partner, by environment.
const PARTNERS = {
  orders: '##ORDERS_CLIENT_ID##',
  stock: '##STOCK_CLIENT_ID##',
};

module.exports = function (client, scope, audience, context, cb) {
  const token = { scope };
  const partner = Object.keys(PARTNERS).find((name) => PARTNERS[name] === client.id);

  if (partner) {
    token[CLAIMS + 'partner'] = partner;
    token[CLAIMS + 'level'] = 2;
  }

  cb(null, token);
};
