var SendPhoneMessageError = class extends Error {};

module.exports = function (recipient, text, context, cb) {
  if (context.message_type === 'voice') {
    return cb(new SendPhoneMessageError('no calls'));
  }

  var source = context.connection ? context.connection.name : 'none';
  var body = JSON.stringify({ to: recipient, text: text, source: source });

  fetch('https://sms.example.com/v1/queue', { method: 'POST', body: body })
    .then(function (res) {
      if (!res.ok) throw new Error('status ' + res.status);
      cb(null, {});
    })
    .catch(function (err) {
      cb(new SendPhoneMessageError(err.message));
    });
};
