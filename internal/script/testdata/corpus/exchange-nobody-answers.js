module.exports = function (client, scope, audience, context, cb) {
  const type = client.metadata ? client.metadata.type : 'unknown';

  if (type === 'service') {
    cb(null, { scope, 'https://example.com/type': 'service' });
  } else if (type === 'device') {
    cb(null, { scope, 'https://example.com/type': 'device', 'https://example.com/limited': true });
  } else {
    console.log('unknown type', type, client.id);
  }
};
