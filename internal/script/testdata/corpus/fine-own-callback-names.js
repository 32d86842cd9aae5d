const dns = require('dns');
const { promisify } = require('util');

const resolveMx = promisify(dns.resolveMx);

module.exports = function (user, context, done) {
  const [, domain] = user.email.split('@');

  resolveMx(domain).then(
    function (records) {
      if (records.length === 0) {
        return done(new PreUserRegistrationError('no mx', 'This address cannot get mail.'));
      }
      done(null, { user: user });
    },
    function (err) {
      if (err.code === 'ENOTFOUND') {
        done(new PreUserRegistrationError('no such domain', 'This address cannot get mail.'));
      } else {
        done(err);
      }
    }
  );
};
