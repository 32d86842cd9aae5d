const twilio = require('twilio');

// Set these among the secrets of the hook; the texts here are examples.
const DEFAULTS = {
  authToken: '<your auth token>',
  password: 'CHANGE_ME',
  apiKey: 'YOUR_API_KEY',
};

const PASSWORD_RESET_TEXT = 'Someone asked for a new password.';
const tokenType = 'Bearer';

module.exports = function (recipient, text, context, cb) {
  const { TWILIO_SID, TWILIO_TOKEN } = context.webtask.secrets;
  const region = context.webtask.secrets.TWILIO_REGION || 'ie1';

  if (!TWILIO_TOKEN || TWILIO_TOKEN === DEFAULTS.authToken) {
    return cb(new Error('the hook is not configured'));
  }

  const body = context.action === 'enrollment' ? text : `${text} ${PASSWORD_RESET_TEXT}`;
  const client = twilio(TWILIO_SID, TWILIO_TOKEN, { region });

  console.log('token type', tokenType, 'region', region);
  client.messages.create({ to: recipient, from: '+15005550006', body }).then(
    () => cb(null, {}),
    (error) => cb(error)
  );
};
