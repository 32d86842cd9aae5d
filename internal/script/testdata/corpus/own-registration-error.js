/* eslint-disable no-unused-vars */
class PreUserRegistrationError extends Error {
  constructor(log, friendly) {
    super(log);
    this.friendlyMessage = friendly;
  }
}

const PHONE = /^\+49\d{6,12}$/;

module.exports = function registration(user, context, cb) {
  if (user.phoneNumber && !PHONE.test(user.phoneNumber)) {
    return cb(new PreUserRegistrationError('phone ' + user.phoneNumber, 'Only German numbers are possible.'));
  }
  const user_metadata = { country: user.phoneNumber ? 'DE' : 'unknown' };
  return cb(null, { user: { user_metadata } });
};
