module.exports = function (user, context, cb) {
  const { ALLOWED_DOMAINS, BLOCKED_DOMAINS } = context.webtask.secrets;
  const domain = user.email.slice(user.email.lastIndexOf('@') + 1).toLowerCase();

  const allowed = ALLOWED_DOMAINS.split(',').map((d) => d.trim());
  const blocked = BLOCKED_DOMAINS.split(',').map((d) => d.trim());

  if (blocked.includes(domain)) {
    return cb(new PreUserRegistrationError('blocked domain', 'This domain is blocked.'));
  }
  if (allowed.includes(domain)) {
    return cb(null, { user });
  }
  return cb(new AccessDeniedError('unknown domain ' + domain));
};
