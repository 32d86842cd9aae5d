// PreUserRegistrationError exists after the registration, too.
var request = require('request');

module.exports = function (user, context, cb) {
  var options = {
    method: 'PUT',
    url: context.webtask.secrets.PROFILE_URL + '/' + user.id,
    headers: { 'x-api-key': context.webtask.secrets.PROFILE_KEY },
    json: { email: user.email, language: context.requestLanguage }
  };

  request(options, function (err, res, body) {
    if (err) {
      cb(err);
      return;
    }
    if (res.statusCode > 299) {
      return cb(new PreUserRegistrationError('profile: ' + res.statusCode));
    }
    console.log('profile', body && body.id);
    return cb(null);
  });
};
