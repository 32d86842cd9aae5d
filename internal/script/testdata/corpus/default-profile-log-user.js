// Gives each new user a plan, and normalises the name.
const PLANS = { 'staff-users': 'internal', 'shop-users': 'free' };

const capitalise = (word) => word.charAt(0).toUpperCase() + word.slice(1);

module.exports = function (user, context, cb) {
  console.log('registration: ' + JSON.stringify(user));

  const user_metadata = Object.assign({}, user.user_metadata);
  if (user_metadata.given_name) {
    user_metadata.given_name = capitalise(user_metadata.given_name.trim());
  }

  const app_metadata = Object.assign({}, user.app_metadata, {
    plan: PLANS[context.connection.name] || 'free',
  });

  if (app_metadata.plan === 'internal' && !/@example\.com$/.test(user.email)) {
    return cb(new PreUserRegistrationError('not staff', 'Staff only.'));
  }

  return cb(null, { user_metadata, app_metadata });
};
