// Post-user registration: tells a Slack channel about a new user.
//
// Secrets: SLACK_WEBHOOK_URL  an incoming webhook of the channel

module.exports = function (user, context, callback) {
  const name = escape(user.email || user.username || user.phoneNumber || user.id);
  const text = ':wave: *' + name + '* signed up with ' + escape(context.connection.name);
  post(context.webtask.secrets.SLACK_WEBHOOK_URL, { text }).then(
    () => callback(null),
    (error) => callback(new Error('post to Slack: ' + error.message)),
  );
};

async function post(url, message) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) {
    throw new Error('status ' + response.status);
  }
}

// escape keeps what a user typed from becoming a mention or a link.
function escape(text) {
  return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/[*_`~]/g, ' ');
}
