const https = require('https');

// user, context, the settings of the rule and the callback
module.exports = function (user, context, settings, callback) {
  const data = JSON.stringify({ name: user.username, email: [user.email] });

  const req = https.request({
    hostname: 'crm.pipedrive.example.com',
    path: '/v1/persons',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  }, (res) => {
    res.resume();
    callback(null, res.statusCode);
  });
  req.on('error', (err) => callback(err));
  req.end(data);
};
