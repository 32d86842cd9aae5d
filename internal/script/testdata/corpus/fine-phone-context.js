const twilio = require('twilio');

module.exports = function (recipient, text, context, cb) {
  const { SID, TOKEN, SERVICE } = context.webtask.secrets;
  const client = twilio(SID, TOKEN);

  if (context.message_type === 'voice') {
    return cb(new SendPhoneMessageError('calls are switched off'));
  }

  const metadata = context.user.user_metadata || {};
  const message = {
    to: recipient,
    body: context.action === 'enrollment' ? 'Welcome. ' + text : text,
    messagingServiceSid: SERVICE,
  };
  console.log(context.user.user_id, context.client.client_id, metadata.country);

  client.messages.create(message, (err, sent) => (err ? cb(err) : cb(null, { MessageID: sent.sid })));
};
