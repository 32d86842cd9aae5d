const axios = require('axios').default;

module.exports = async function (user, context, cb) {
  const search = await axios.get('https://crm.example.com/search', {
    params: { email: user.email },
    headers: { 'x-auth-token': 'b9Ws4N0tRea1Jm7Qc2Zx6Vr8Tk3Lp5Hd' },
  });

  if (search.data.total > 0) {
    return cb(new PreUserRegistrationError('known in the CRM', 'You have an account already.'));
  }

  const metadata = { crm: 'new', connection: context.connection.name };
  return cb(null, { user: { app_metadata: metadata } });
};
