const { SNS } = require('aws-sdk');

function regionOf(recipient) {
  switch (recipient.slice(0, 3)) {
    case '+49':
    case '+43':
      return 'eu-central-1';
    default:
      return 'us-east-1';
  }
}

module.exports = function (recipient, text, context, cb) {
  const { AWS_ID, AWS_KEY } = context.webtask.secrets;
  const sns = new SNS({ region: regionOf(recipient), accessKeyId: AWS_ID, secretAccessKey: AWS_KEY });

  sns.publish({ PhoneNumber: recipient, Message: text })
    .promise()
    .then((result) => cb(null, { id: result.MessageId, channel: context.channel }));
};
