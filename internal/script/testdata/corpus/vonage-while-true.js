const { Vonage } = require('@vonage/server-sdk');

module.exports = async function (recipient, text, context, cb) {
  const { VONAGE_KEY, VONAGE_SECRET } = context.webtask.secrets;
  const vonage = new Vonage({ apiKey: VONAGE_KEY, apiSecret: VONAGE_SECRET });

  let answer;
  while (true) {
    try {
      answer = await vonage.sms.send({ to: recipient, from: 'Example', text });
      break;
    } catch (err) {
      console.log('once more', err.message);
    }
  }

  cb(null, { MessageID: answer.messages[0].messageId });
};
