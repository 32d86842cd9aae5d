var https = require('https');

function send(host, path, body, done) {
  var req = https.request({ hostname: host, path: path, method: 'POST' }, function (res) {
    res.resume();
    done(null, res.statusCode);
  });
  req.on('error', done);
  req.end(body);
}

module.exports = function (user, context, cb) {
  var host = context.webtask.secrets.CRM_HOST;
  send(host, '/accounts', user.email, function (err, status) {
    if (err) return cb(err);
    console.log('account', status);
    send(host, '/tags', context.connection.name, function (err, status) {
      if (err) return cb(err);
      console.log('tag', status);
      cb();
    });
  });
};
