const fetch = require('node-fetch');

const VERIFY = 'https://captcha.example.com/siteverify';

module.exports = function (user, context, cb) {
  const token = user.user_metadata && user.user_metadata.captcha;
  if (!token) {
    return cb(new PreUserRegistrationError('no captcha', 'Please solve the captcha.'));
  }

  const params = new URLSearchParams();
  params.append('secret', context.webtask.secrets.RECAPTCHA_SECRET);
  params.append('response', token);

  fetch(VERIFY, { method: 'POST', body: params })
    .then((res) => res.json())
    .then((result) => {
      if (!result.success) {
        return cb(new PreUserRegistrationError('captcha failed', 'Please try again.'));
      }
      cb(null, { user: { user_metadata: { captcha: 'done' } } });
    });
};
