const twilio = require('twilio');

const authToken = 'N0tRea17c1b52e0d94f3a86b7e21';

const SENDERS = {
  en: 'Example',
  de: 'Beispiel',
};

// United States and Canada know no alphanumeric senders.
function senderFor(recipient, language) {
  if (recipient.startsWith('+1')) {
    return '+15005550006';
  }
  return SENDERS[language] || SENDERS.en;
}

module.exports = function (recipient, text, context, cb) {
  const client = twilio(context.webtask.secrets.TWILIO_SID, authToken);

  client.messages
    .create({ to: recipient, from: senderFor(recipient, context.language), body: text })
    .then((message) => {
      console.log('sent', message.sid, 'from', context.request.ip);
      cb(null, {});
    })
    .catch((error) => {
      cb(error);
    });
};
