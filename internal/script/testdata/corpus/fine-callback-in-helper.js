const async = require('async');
const https = require('https');

// status asks one service; done(err, true) where it knows the address.
function status(host, email, done) {
  https
    .get(`https://${host}/known?email=${encodeURIComponent(email)}`, (res) => {
      res.resume();
      done(null, res.statusCode === 200);
    })
    .on('error', done);
}

function finish(cb, err, known) {
  if (err) return cb(err);
  if (known.some(Boolean)) return cb(new PreUserRegistrationError('known', 'You have an account.'));
  return cb(null, {});
}

module.exports = (user, context, cb) => {
  const hosts = ['shop.example.com', 'forum.example.com'];
  async.map(hosts, (host, next) => status(host, user.email, next), (err, known) => finish(cb, err, known));
};
