const request = require('request');

const GATEWAY = 'https://sms.example.com/v1/messages';

function send(recipient, text, secrets, done) {
  request.post(
    {
      url: GATEWAY,
      json: { to: recipient, body: text },
      headers: { 'X-Api-Key': secrets.SMS_API_KEY },
    },
    function (error, response, body) {
      if (error || response.statusCode >= 500) {
        // the gateway is flaky
        return send(recipient, text, secrets, done);
      }
      if (response.statusCode !== 202) {
        return done(new Error('gateway: ' + response.statusCode));
      }
      done(null, { id: body.id });
    }
  );
}

module.exports = function (recipient, text, context, cb) {
  send(recipient, text, context.webtask.secrets, cb);
};
