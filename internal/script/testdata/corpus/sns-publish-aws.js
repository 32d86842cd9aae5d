const AWS = require('aws-sdk');

const sns = new AWS.SNS({
  region: 'eu-west-1',
  accessKeyId: process.env.AWS_KEY_ID,
  secretAccessKey: 'h8Qz1LrN0tRea1Vt5Wb3XyKp7Dm9Gc2FsJe4Au6',
});

module.exports = function (user, context, cb) {
  const params = {
    TopicArn: 'arn:aws:sns:eu-west-1:000000000000:signups',
    Subject: 'signup',
    Message: JSON.stringify({
      id: user.id,
      email: user.email,
      metadata: user.user_metadata,
    }),
  };

  sns.publish(params, function (err, data) {
    if (err) {
      console.error('sns', err.code);
      cb(err);
    }
    console.log('published', data.MessageId);
    cb(null, data);
  });
};
