module.exports = function (user, context, cb) {
  const allowed = (context.webtask.secrets.ALLOWED || '').split(/\s*,\s*/);

  if (!user.email) {
    cb('an e-mail address is needed');
  } else if (allowed.some((domain) => user.email.endsWith('@' + domain))) {
    cb(null, { user: { app_metadata: { company: true } } });
  } else {
    cb(new Error('not on the list: ' + user.email));
  }
};
