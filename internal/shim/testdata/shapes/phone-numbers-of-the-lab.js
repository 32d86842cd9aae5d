// The numbers of the lab get nothing: the code is in the log.
var LAB = /^\+?47210050/;

module.exports = function (recipient, text, context, cb) {
  if (context.message_type !== 'sms') {
    return cb(new SendPhoneMessageError('only text messages: ' + context.message_type));
  }

  if (!LAB.test(recipient)) {
    return cb(new SendPhoneMessageError('not a number of the lab'));
  }

  console.log(context.action, recipient, text);
  cb(null, { MessageID: 'lab' });
};
