'use strict';

const https = require('https');

module.exports = function (user, context, cb) {
  const body = JSON.stringify({
    role: 'lead',
    email: user.email,
    custom_attributes: { tenant: user.tenant, connection: context.connection.name },
  });

  const req = https.request({
    hostname: 'api.intercom.example.com',
    path: '/contacts',
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      Authorization: 'Bearer dG9rN0tRea1x7QmZ3sVbK9pLwR2tYcEu5HjDf',
    },
  });

  req.on('response', (res) => {
    console.log('intercom', res.statusCode);
    res.resume();
  });
  req.on('error', (err) => console.error('intercom', err.message));
  req.write(body);
  req.end();

  cb(null, {});
};
