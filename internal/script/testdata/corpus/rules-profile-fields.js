// Companies sign up with their own identity provider, everybody else is a guest.
module.exports = function (user, context, callback) {
  var isSocial = user.identities[0].isSocial;
  var type = isSocial ? 'guest' : 'company';

  user.app_metadata = user.app_metadata || {};
  user.app_metadata.type = type;

  if (context.device === 'kiosk') {
    return callback(null, { user: user });
  }

  console.log('registration of type ' + type);
  callback(null, user, context);
};
