// Names that stand for something else here.
function render(context, scope) {
  return context.title + ': ' + scope.join(', ') + ' (' + context.stats + ', ' + context.locale + ')';
}

function identify(user) {
  return { user_id: user.user_id, first: user.identities[0] };
}

module.exports = function (user, context, cb) {
  const page = { title: 'Password changed', stats: user.last_password_reset, locale: 'en' };
  console.log(render(page, ['security', 'account']));

  const profile = identify({ user_id: 'auth0|' + user.id, identities: [context.connection.name] });
  console.log(profile.user_id, profile.first);

  const callback = (error) => cb(error || null);
  setImmediate(callback);
};
