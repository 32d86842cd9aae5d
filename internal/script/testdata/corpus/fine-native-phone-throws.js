const twilio = require('twilio');

/**
 * @param {Event} event
 */
exports.onExecuteSendPhoneMessage = async (event) => {
  const { TWILIO_SID, TWILIO_TOKEN, TWILIO_FROM } = event.secrets;
  const client = twilio(TWILIO_SID, TWILIO_TOKEN);
  const { recipient, text, message_type: type } = event.message_options;

  if (type === 'voice') {
    const twiml = `<Response><Say>${text}</Say></Response>`;
    return client.calls.create({ to: recipient, from: TWILIO_FROM, twiml });
  }
  if (!recipient.startsWith('+')) {
    throw new Error('not an international number');
  }
  await client.messages.create({ to: recipient, from: TWILIO_FROM, body: text });
};
