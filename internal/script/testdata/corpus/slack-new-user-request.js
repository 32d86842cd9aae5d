// Posts every new user to the #signups channel.
var request = require('request');

module.exports = function (user, context, cb) {
  var webhook = context.webtask.secrets.SLACK_WEBHOOK;
  var message = {
    username: 'signup-bot',
    icon_emoji: ':tada:',
    text: 'New user: ' + (user.email || user.username),
    attachments: [
      {
        color: 'good',
        fields: [
          { title: 'Tenant', value: user.tenant, short: true },
          { title: 'Connection', value: context.connection.name, short: true }
        ]
      }
    ]
  };

  request.post({ url: webhook, json: message }, function (err, response) {
    if (err) {
      console.log('slack did not answer', err.code);
    } else {
      console.log('slack answered', response.statusCode);
    }
  });

  cb(null);
};
