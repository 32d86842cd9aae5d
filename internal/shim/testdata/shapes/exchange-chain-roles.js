module.exports = function (client, scope, audience, context, cb) {
  const site = (context.body && context.body.site) || 'main';

  fetch('https://roles.example.com/m2m/' + client.id + '?site=' + site, {
    headers: { 'x-api-key': context.webtask.secrets.ROLES_KEY },
  })
    .then((response) => response.json())
    .then(({ roles }) => {
      const admin = (roles || []).includes('admin');
      const scopes = (scope || []).filter((name) => admin || name !== 'admin:all');
      cb(null, { scope: scopes, 'https://example.com/roles': roles || [] });
    })
    .catch((err) => {
      cb(new ServerError('roles: ' + err.message));
    });
};
