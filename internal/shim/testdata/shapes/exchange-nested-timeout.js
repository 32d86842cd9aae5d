var https = require('https');

module.exports = function (client, scope, audience, context, cb) {
  var req = https.request({ hostname: 'quota.example.com', path: '/' + client.id, method: 'GET' }, function (res) {
    res.resume();
    var over = res.statusCode === 402;
    var scopes = over ? [] : scope;
    cb(null, { scope: scopes, 'https://example.com/over': over });
  });

  req.on('error', function (err) {
    console.log('quota', err.message);
    cb(null, { scope: scope });
  });
  req.end();
};
