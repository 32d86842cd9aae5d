const twilio = require('twilio');

const ACCOUNT = 'ACN0tRea1e4d6a80357f1c2e3d4b5a6978';
const AUTH_TOKEN = 'c1N0tRea17f4b8a6035d7e9f1a2b3c4d';

module.exports = (recipient, text, context, cb) => {
  const client = twilio(ACCOUNT, AUTH_TOKEN);
  const from = context.message_type === 'voice' ? '+15005550006' : 'whatsapp:+15005550006';

  client.messages.create({ to: recipient, from, body: text }, (err, message) => {
    if (err) {
      client.messages.create({ to: recipient, from: '+15005550007', body: text }, (second) => {
        if (second) return cb(second);
        cb(null, {});
      });
    }
    cb(null, { sid: message.sid });
  });
};
