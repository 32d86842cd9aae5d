const ldap = require('ldapjs');

module.exports = function (user, context, cb) {
  const { LDAP_URL, LDAP_DN, LDAP_PASSWORD } = context.webtask.secrets;

  if (!user.username) {
    console.log('no username, connection', context.connection.name);
    return;
  }

  const client = ldap.createClient({ url: [LDAP_URL], tlsOptions: { rejectUnauthorized: false } });

  client.bind(LDAP_DN, LDAP_PASSWORD, (err) => {
    if (err) return cb(err);
    const opts = { filter: `(uid=${user.username})`, scope: 'sub', attributes: ['dn'] };
    client.search('ou=people,dc=example,dc=com', opts, (err, res) => {
      if (err) return cb(err);
      let found = false;
      res.on('searchEntry', () => { found = true; });
      res.on('error', (e) => cb(e));
      res.on('end', () => cb(found ? null : new PreUserRegistrationError('not in LDAP', 'Ask your admin.'), {}));
    });
  });
};
