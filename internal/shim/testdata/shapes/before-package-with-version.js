// A hook of the first years: the version stands in the require.
const words = require('lodash@4.17.21');

module.exports = function (user, context, cb) {
  if (!user.username) {
    return cb(new PreUserRegistrationError('no user name', 'Please choose a user name.'));
  }

  const metadata = { checkedBy: words.name, nickname: user.username.toLowerCase() };
  return cb(null, { user: { user_metadata: { nickname: metadata.nickname }, app_metadata: { by: metadata.checkedBy } } });
};
