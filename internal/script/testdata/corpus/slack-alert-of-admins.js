const axios = require('axios');

module.exports = async (user, context, cb) => {
  const admins = context.webtask.secrets.ADMINS.split(',');
  if (!admins.includes(user.email)) {
    return;
  }

  try {
    await axios.post(context.webtask.secrets.SLACK_URL, {
      text: `:rotating_light: password of *${user.email}* changed at ${user.last_password_reset}`,
    });
    cb();
  } catch (err) {
    cb(err);
  }
};
