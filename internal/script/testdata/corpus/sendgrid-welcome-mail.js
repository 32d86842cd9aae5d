const sgMail = require('@sendgrid/mail');

// The key of the marketing account.
sgMail.setApiKey('SG.q7Rk2N0tRea1ZtYw9XvBdA.8mLp4KsN0tRea1Qe2WxCvBnHjUyTgRfDe5SaZq1X');

module.exports = function (user, context, cb) {
  if (!user.email) {
    return cb();
  }

  const first = (user.user_metadata && user.user_metadata.given_name) || 'there';
  const msg = {
    to: user.email,
    from: 'hello@example.com',
    subject: 'Welcome to Example',
    text: `Hi ${first}, good to have you with us.`,
    html: `<p>Hi ${first},</p><p>good to have you with us.</p>`,
  };

  sgMail.send(msg).then(() => {
    console.log('welcome mail sent');
    cb(null);
  });
};
