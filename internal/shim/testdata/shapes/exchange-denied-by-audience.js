const ROLES = {
  'https://api.example.com/admin': 'admin',
  'https://api.example.com/report': 'report',
};

module.exports = function (client, scope, audience, context, cb) {
  const needed = ROLES[audience];
  const roles = String((client.metadata && client.metadata.roles) || '').split(',');

  if (needed && !roles.includes(needed)) {
    console.log('denied', client.id, audience);
    cb(new InvalidScopeError('the application lacks the role ' + needed));
    return;
  }

  if (!client.name) {
    cb(new ServerError('an application without a name'));
  } else {
    cb(null, { scope, 'https://example.com/roles': roles });
  }
};
