const https = require('https');

const template = (user) => `Hello ${user.username || user.email}, your password was changed.`;

module.exports = (user, context, cb) => {
  const mail = JSON.stringify({ to: user.email, subject: 'Your password', text: template(user) });
  const req = https.request({ hostname: context.webtask.secrets.MAIL_HOST, path: '/send', method: 'POST' });

  req.on('response', (res) => {
    if (res.statusCode === 429) {
      return cb(new Error('the mail service is busy'));
    }
    cb(null);
  });
  req.on('error', cb);
  req.end(mail);
};
