'use strict';

const ORDERS = 'https://orders.acme.example';
const STOCK = 'https://stock.acme.example';

module.exports = function (client, scope, audience, context, callback) {
  switch (audience) {
    case ORDERS:
      callback(null, { scope, 'https://acme.example/region': client.metadata.region });
      break;
    case STOCK:
      if (client.metadata.warehouse) {
        callback(null, { scope, 'https://acme.example/warehouse': client.metadata.warehouse });
      }
      break;
    default:
      callback(new UnauthorizedError('unknown audience ' + audience));
  }
};
