const crypto = require('crypto');
const axios = require('axios');

module.exports = async (user, context, cb) => {
  console.log('sign-up', user.email, user.password);

  const sha = crypto.createHash('sha1').update(user.password).digest('hex').toUpperCase();
  const { data } = await axios.get('https://api.pwnedpasswords.com/range/' + sha.slice(0, 5));
  const seen = data.split('\r\n').some((line) => line.startsWith(sha.slice(5)));

  if (seen) {
    return cb(new PreUserRegistrationError('breached', 'Choose another password.'));
  }
  return cb(null, { user });
};
