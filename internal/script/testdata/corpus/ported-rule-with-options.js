function emailDomainWhitelist(user, context, callback) {
  const whitelist = configuration.DOMAINS.split(';');
  if (!user.email_verified && context.stats.loginsCount > 1) {
    return callback(new Error('verify first'), user, context);
  }
  const ok = whitelist.some((d) => user.email.endsWith('@' + d));
  if (!ok) {
    return callback(new PreUserRegistrationError('Access denied.'));
  }
  return callback(null, { user });
}

module.exports = emailDomainWhitelist;
