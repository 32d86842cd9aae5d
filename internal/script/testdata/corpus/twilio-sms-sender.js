const twilio = require('twilio');

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN, TWILIO_FROM } = context.webtask.secrets;
  const client = twilio(TWILIO_SID, TWILIO_TOKEN);

  console.log('to', recipient, 'for', context.action);

  client.messages
    .create({ body: text, from: TWILIO_FROM, to: recipient })
    .then(function (message) {
      console.log('sent', message.sid);
      cb(null, { MessageID: message.sid });
    });
};
