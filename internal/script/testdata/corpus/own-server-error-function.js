var https = require('https');

function ServerError(message) {
  this.name = 'ServerError';
  this.message = message;
}
ServerError.prototype = Object.create(Error.prototype);

module.exports = function (client, scope, audience, context, cb) {
  var url = 'https://quota.example.com/clients/' + encodeURIComponent(client.id);

  https.get(url, function (res) {
    var text = '';
    res.setEncoding('utf8');
    res.on('data', function (chunk) { text += chunk; });
    res.on('end', function () {
      if (res.statusCode !== 200) return cb(new ServerError('quota: ' + res.statusCode));
      var token = { scope: scope };
      token['https://example.com/quota'] = Number(text);
      cb(null, token);
    });
  }).on('error', function (err) {
    cb(new ServerError(err.message));
  });
};
