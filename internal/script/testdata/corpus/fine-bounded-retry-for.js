const axios = require('axios');

const pause = (ms) => new Promise((r) => setTimeout(r, ms));

async function sendOnce(url, body) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await axios.post(url, body, { timeout: 2000 });
    } catch (err) {
      if (attempt === 3) throw err;
      await pause(attempt * 300);
    }
  }
}

module.exports = async function (recipient, text, context, cb) {
  const { secrets } = context.webtask;
  try {
    await sendOnce(secrets.SMS_URL, { to: recipient, text, tag: context.action });
  } catch (err) {
    return cb(new SendPhoneMessageError(err.message, 'Try again in a minute.'));
  }
  cb(null, {});
};
