const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({
  host: 'smtp.example.com',
  port: 465,
  secure: true,
  auth: { user: 'postmaster@example.com', pass: 'Lk5xN0tRea1Vw9Qz2Bt' },
});

module.exports = function (user, context, cb) {
  const text = [
    `Hello ${user.username || user.email},`,
    `your password was changed on ${user.last_password_reset}.`,
    'If that was not you, please call us.',
  ].join('\n');

  transport.sendMail({ to: user.email, from: 'security@example.com', subject: 'Your password', text }, (error) => {
    cb(error);
  });
};
