// Two services have to agree.
const https = require('https');
const HOSTS = ['a.check.example.com', 'b.check.example.com'];

module.exports = function (user, context, cb) {
  let open = HOSTS.length;
  let failed = null;

  HOSTS.forEach((host) => {
    https
      .get('https://' + host + '/' + encodeURIComponent(user.email), (res) => {
        if (res.statusCode >= 400) failed = host;
        if (--open === 0) {
          cb(failed ? new PreUserRegistrationError(failed, 'Not possible.') : null, {});
        }
      })
      .on('error', (err) => {
        failed = err.message;
        if (--open === 0) cb(err);
      });
  });
};
