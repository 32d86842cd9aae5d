var request = require('request@2.88.2');
var md5 = function (s) { return require('crypto').createHash('md5').update(s).digest('hex'); };

module.exports = function (user, context, cb) {
  var list = 'b7e1f3a9c2';
  var options = {
    url: 'https://us6.api.mailchimp.com/3.0/lists/' + list + '/members/' + md5(user.email.toLowerCase()),
    method: 'PUT',
    auth: { user: 'anystring', pass: 'N0tRea1f8c1e9b7a4036' },
    json: { email_address: user.email, status_if_new: 'pending' },
  };

  request(options, function (err, res, body) {
    if (err || res.statusCode >= 400) {
      return;
    }
    cb(null);
  });
};
