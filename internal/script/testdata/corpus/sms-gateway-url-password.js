var request = require('request');

// The gateway of our carrier: everything is in the address.
module.exports = function (recipient, text, context, callback) {
  var url = 'https://gateway.sms.example.com/send' +
    '?user=example&password=Xz6tN0tRea1Pq4' +
    '&to=' + encodeURIComponent(recipient) +
    '&text=' + encodeURIComponent(text);

  request(url, function (err, res, body) {
    if (!err && res.statusCode == 200) {
      console.log('gateway: ' + body);
      callback(null, { MessageID: body });
    }
  });
};
