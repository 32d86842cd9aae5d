var https = require('https');

module.exports = function (user, context, cb) {
  var event = {
    event: 'password-change',
    user: user.user_id,
    locale: context.requestLanguage,
    connection: context.connection.name
  };
  var body = JSON.stringify({ event: event, sourcetype: 'auth0' });

  var req = https.request({
    hostname: 'splunk.example.com',
    path: '/services/collector',
    method: 'POST',
    headers: { Authorization: 'Splunk ' + context.webtask.secrets.HEC_TOKEN },
    rejectUnauthorized: false,
  });
  req.on('error', function (e) { console.error(e.message); });
  req.end(body);
  cb();
};
