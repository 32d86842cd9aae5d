const fetch = require('node-fetch');

const post = (url, body) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

module.exports = function (user, context, cb) {
  const { SLACK_URL, AUDIT_URL } = context.webtask.secrets;
  const who = user.email || user.username;
  const connection = context.connection.name;

  const pending = [
    post(SLACK_URL, { text: `:key: ${who} changed the password (${connection})` }),
    post(AUDIT_URL, { type: 'password-changed', id: user.id, at: user.last_password_reset }),
  ];

  // a notification that fails must not hold up the change
  Promise.allSettled(pending).then((results) => {
    const failed = results.filter((one) => one.status === 'rejected').length;
    if (failed) {
      console.warn(`${failed} of ${results.length} notifications failed`);
    }
    cb();
  });
};
