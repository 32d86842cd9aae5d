var https = require('https');

module.exports = function (recipient, text, context, cb) {
  var secrets = context.webtask.secrets;
  var query = [
    'user=' + encodeURIComponent(secrets.SMS_USER),
    'password=' + encodeURIComponent(secrets.SMS_PASSWORD),
    'to=' + encodeURIComponent(recipient),
    'text=' + encodeURIComponent(text),
  ].join('&');

  https.get('https://sms.example.com/send?' + query, function (res) {
    var answer = '';
    res.on('data', function (chunk) { answer += chunk; });
    res.on('end', function () {
      if (answer.indexOf('OK') !== 0) return cb(new SendPhoneMessageError('gateway: ' + answer));
      cb(null, { MessageID: answer.slice(3) });
    });
  }).on('error', function (err) {
    cb(err);
  });
};
