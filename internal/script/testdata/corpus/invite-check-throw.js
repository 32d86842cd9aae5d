var request = require('request');

module.exports = function (user, context, cb) {
  var url = 'https://invites.example.com/check?email=' + encodeURIComponent(user.email);

  request({ url: url, json: true }, function (err, res, body) {
    if (err) {
      throw new Error('invite service: ' + err.message);
    }
    if (!body.invited) {
      return cb(new PreUserRegistrationError(user.email + ' has no invite', 'You need an invitation.'));
    }
    cb(null, { user: { app_metadata: { invitedBy: body.by } } });
  });
};
