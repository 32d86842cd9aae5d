class SignUpRefusedError extends Error {}

const MINIMUM = 16;

function check(user) {
  const birth = new Date((user.user_metadata || {}).birthdate);
  const years = (Date.now() - birth.getTime()) / (365.25 * 24 * 3600 * 1000);
  if (Number.isNaN(years)) throw new SignUpRefusedError('no birth date');
  if (years < MINIMUM) throw new SignUpRefusedError(`younger than ${MINIMUM}`);
  return Math.floor(years);
}

module.exports = function (user, context, cb) {
  const { password, ...shown } = user;
  console.log('sign-up', shown, 'password of length', password ? password.length : 0);

  if (typeof auth0 !== 'undefined') {
    console.warn('this runs as a Rule');
  }

  let years;
  try {
    years = check(user);
  } catch (error) {
    if (error instanceof SignUpRefusedError) {
      return cb(new PreUserRegistrationError(error.message, 'You cannot sign up yet.'));
    }
    return cb(error);
  }

  const response = { user: {} };
  response.user.app_metadata = { ...user.app_metadata, adult: years >= 18 };
  cb(null, response);
};
