const initClient = require('messagebird');

module.exports = function (recipient, text, context, options, cb) {
  const messagebird = initClient(context.webtask.secrets.MESSAGEBIRD_KEY);
  const params = {
    originator: 'Example',
    recipients: [recipient.replace(/\D/g, '')],
    body: text,
  };

  messagebird.messages.create(params, (err, response) => {
    if (err) {
      return cb(err);
    }
    cb(null, { MessageID: response.id });
  });
};
