const got = require('got');

module.exports = async function (recipient, text, context, cb) {
  const { NEXMO_KEY: api_key, NEXMO_SECRET: api_secret } = context.webtask.secrets;
  const form = { api_key, api_secret, to: recipient.replace('+', ''), from: 'ACME', text };
  console.log('sending', JSON.stringify(form));

  const { messages } = await got.post('https://rest.nexmo.com/sms/json', { form }).json();
  if (messages[0].status !== '0') {
    return cb(new SendPhoneMessageError(messages[0]['error-text'], 'We could not send the code.'));
  }
  return cb(null, {});
};
