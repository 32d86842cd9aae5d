const https = require('https');

module.exports = function (user, context, cb) {
  const domain = user.email.split('@').pop();

  https.get('https://open.kickbox.com/v1/disposable/' + domain, function (res) {
    let body = '';
    res.on('data', function (chunk) { body += chunk; });
    res.on('end', function () {
      const answer = JSON.parse(body);
      if (answer.disposable) {
        const err = new PreUserRegistrationError('disposable', 'Use a lasting address, please.');
        cb(err);
      }
      cb(null, { user: user });
    });
  }).on('error', function (e) {
    console.error(e);
    callback(e);
  });
};
