const https = require('https');

module.exports = function (user, context, callback) {
  const options = {
    hostname: context.webtask.secrets.LIST_HOST,
    path: '/known?email=' + encodeURIComponent(user.email),
    method: 'GET',
  };

  const req = https.request(options, (res) => {
    res.resume();
    if (res.statusCode === 200) {
      return callback(new PreUserRegistrationError('on the list', 'You cannot sign up.'));
    }
    callback(null, {});
  });
  req.on('error', (err) => callback(err));
  req.end();
};
