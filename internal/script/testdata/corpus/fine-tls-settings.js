const nodemailer = require('nodemailer');

// Somebody once set rejectUnauthorized: false here, or NODE_TLS_REJECT_UNAUTHORIZED in the environment.
module.exports = function (user, context, cb) {
  const { CA, SMTP_HOST, SMTP_PASSWORD } = context.webtask.secrets;

  const transport = nodemailer.createTransport({
    host: SMTP_HOST,
    port: 587,
    auth: { user: 'mailer', pass: SMTP_PASSWORD },
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ca: [CA] },
  });

  const mail = {
    from: 'Example <hello@example.com>',
    to: user.email,
    subject: `Welcome, ${user.username || 'friend'}`,
    text: 'Your password is never in a mail of ours. Nor is a token.',
  };

  transport.sendMail(mail, cb);
};
