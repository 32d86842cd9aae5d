// Pre-user registration: denies sign-ups with an e-mail address of certain domains, and of domains below those.
//
// Secrets: DENIED_DOMAINS  example.org, mailinator.com

module.exports = function (user, context, callback) {
  const list = context.webtask.secrets.DENIED_DOMAINS;
  if (!list) {
    callback(new PreUserRegistrationError('the secret DENIED_DOMAINS is missing', 'Signing up is not possible at the moment.'));
    return;
  }
  const domain = domainOf(user.email);
  const denied = list.toLowerCase().split(/[\s,]+/).filter(Boolean);
  if (denied.some((name) => domain === name || domain.endsWith('.' + name))) {
    callback(new PreUserRegistrationError('the domain ' + domain + ' is denied', 'Please sign up with another e-mail address.'));
    return;
  }
  callback(null, { user });
};

// domainOf gives the domain of an address, '' where a user signs up without one. A dot at its end changes nothing.
function domainOf(email) {
  const address = String(email || '').toLowerCase();
  return address.slice(address.lastIndexOf('@') + 1).replace(/\.+$/, '');
}
