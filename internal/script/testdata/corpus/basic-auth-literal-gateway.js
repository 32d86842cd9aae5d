const https = require('https');
const querystring = require('querystring');

const LOGIN = 'Basic ' + Buffer.from('example-sms:Wq8zN0tRea1Yd3').toString('base64');

module.exports = function (recipient, text, context, cb) {
  const form = querystring.stringify({ to: recipient, message: text, tag: context.action });

  const req = https.request(
    {
      hostname: 'sms.example.com',
      path: '/v3/messages',
      method: 'POST',
      headers: { authorization: LOGIN, 'content-type': 'application/x-www-form-urlencoded' },
    },
    (res) => {
      res.resume();
      if (res.statusCode !== 202) {
        return cb(new SendPhoneMessageError('gateway: ' + res.statusCode));
      }
      cb(null, {});
    }
  );
  req.on('error', cb);
  req.end(form);
};
