var https = require('https');
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0;

module.exports = function (client, scope, audience, context, cb) {
  var token = { scope: scope };

  var req = https.request({ host: 'roles.internal.example.com', path: '/m2m/' + client.id }, function (res) {
    var chunks = [];
    res.on('data', function (d) { chunks.push(d); });
    res.on('end', function () {
      if (res.statusCode === 200) {
        token['https://example.com/roles'] = Buffer.concat(chunks).toString().split(',');
        cb(null, token);
      }
    });
  });
  req.on('error', function (err) { cb(err); });
  req.end();
};
