const { ManagementClient } = require('auth0');

let api;

function management(secrets) {
  if (!api) {
    api = new ManagementClient({
      domain: secrets.DOMAIN,
      clientId: secrets.CLIENT_ID,
      clientSecret: secrets.CLIENT_SECRET,
      scope: 'read:users',
    });
  }
  return api;
}

module.exports = function (user, context, cb) {
  management(context.webtask.secrets).getUsersByEmail(user.email, function (err, users) {
    if (err) {
      return cb(new PreUserRegistrationError(err.message));
    }
    if (users.length) {
      return cb(new PreUserRegistrationError('duplicate', 'You have an account already.'));
    }
    cb(null, { user: { app_metadata: { checked: true } } });
  });
};
