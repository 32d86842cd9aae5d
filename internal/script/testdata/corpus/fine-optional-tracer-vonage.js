let tracer = null;
try {
  tracer = require('@example/tracer');
} catch (error) {
  tracer = { span: (name, run) => run() };
}
const querystring = require('querystring');
const https = require('node:https');

module.exports = function (recipient, text, context, cb) {
  const form = querystring.stringify({
    to: recipient,
    text,
    from: context.language === 'de' ? 'Beispiel' : 'Example',
    api_key: context.webtask.secrets.VONAGE_KEY,
    api_secret: context.webtask.secrets.VONAGE_SECRET,
  });

  tracer.span('sms', () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const req = https.request('https://rest.example.com/sms/json', { method: 'POST', headers }, (res) => {
      res.resume();
      if (res.statusCode === 200) {
        cb(null, {});
      } else {
        cb(new Error(`sms gateway: ${res.statusCode}`));
      }
    });
    req.on('error', (error) => cb(error));
    req.end(form);
  });
};
