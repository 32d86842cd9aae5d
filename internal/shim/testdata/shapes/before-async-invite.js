// Only who was invited may sign up.
module.exports = async function (user, context, cb) {
  let invited = false;

  try {
    const response = await fetch('https://invites.example.com/check', {
      method: 'POST',
      headers: { 'x-api-key': context.webtask.secrets.INVITES_KEY },
      body: JSON.stringify({ email: user.email }),
    });
    invited = response.status === 200;
  } catch (err) {
    console.error('invites', err.message);
  }

  if (!invited) {
    return cb(new PreUserRegistrationError('not invited', 'You need an invitation.'));
  }
  return cb(null, { user: { app_metadata: { invited: true } } });
};
