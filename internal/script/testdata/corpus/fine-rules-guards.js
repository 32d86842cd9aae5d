// One file for the Rule and for the hook.
const isRule = typeof auth0 !== 'undefined' && typeof configuration === 'object';

module.exports = function register(user, context, cb) {
  const settings = typeof configuration !== 'undefined' ? configuration : {};
  const domain = settings.DOMAIN || 'example.com';

  if (isRule) {
    console.log('runs as a Rule');
  }
  if (typeof analytics === 'function') {
    analytics('signup', user.email);
  }
  if (globalThis.maintenance) {
    return cb(new PreUserRegistrationError('maintenance', 'Please come back later.'));
  }

  const allowed = String(user.email).endsWith('@' + domain);
  cb(allowed ? null : new PreUserRegistrationError('domain', 'Only for ' + domain), { user });
};
