// Runs before a user is created. An error denies it: PreUserRegistrationError takes a text for the log and one for the
// user. Metadata that the callback gets is stored with the user.
module.exports = function (user, context, callback) {
  callback(null, { user });
};
