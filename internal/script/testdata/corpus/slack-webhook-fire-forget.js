// Tells the growth channel about every new account.
const { IncomingWebhook } = require('@slack/webhook');

const ICON = ':wave:';

function describe(user, connection) {
  const name = user.username || user.email || user.phoneNumber;
  return `${ICON} ${name} joined by ${connection}`;
}

module.exports = function (user, context, cb) {
  const webhook = new IncomingWebhook(context.webtask.secrets.SLACK_GROWTH_URL);
  const connection = context.connection ? context.connection.name : 'unknown';

  if (user.email && user.email.endsWith('@test.example.com')) {
    return cb(); // our own monitoring
  }

  webhook.send({ text: describe(user, connection) }).catch((error) => {
    console.error('slack did not answer:', error.message);
  });

  cb();
};
