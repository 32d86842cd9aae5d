const ldap = require('ldapjs');
const config = require('../config/ldap.json');

module.exports = function (user, context, cb) {
  const client = ldap.createClient({ url: config.url });

  client.bind('cn=auth0,dc=acme', context.webtask.secrets.LDAP_PASSWORD, (err) => {
    if (err) return cb(err);

    const change = new ldap.Change({
      operation: 'replace',
      modification: { pwdChangedTime: [String(Date.parse(user.last_password_reset))] },
    });
    client.modify(`uid=${user.username},ou=people,dc=acme`, change, (err) => {
      client.unbind();
      if (err) {
        cb(new PasswordChangeError(err.message));
      } else {
        cb();
      }
    });
  });
};
