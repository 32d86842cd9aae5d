const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');

const ses = new SESClient({ region: 'us-east-1' });

module.exports = async (user, context, options, cb) => {
  const mail = {
    Source: 'security@acme.example',
    Destination: { ToAddresses: [user.email] },
    Message: {
      Subject: { Data: 'Your password was changed' },
      Body: { Text: { Data: 'If that was not you, tell us.' } },
    },
  };
  try {
    await ses.send(new SendEmailCommand(mail));
    cb();
  } catch (err) {
    cb(err);
  }
};
