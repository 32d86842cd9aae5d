module.exports = function (user, context, cb) {
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.trial = true;
  user.app_metadata.credits = 100;

  if (user.user_metadata) {
    delete user.user_metadata.theme;
  }

  cb(null, { user: user });
};
