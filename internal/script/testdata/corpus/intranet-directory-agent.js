const https = require('https');

// the intranet has a certificate of its own
const agent = new https.Agent({ keepAlive: false, rejectUnauthorized: false });

module.exports = function (user, context, cb) {
  const payload = JSON.stringify({
    login: user.username || user.email,
    changed: user.last_password_reset,
  });

  const options = {
    agent,
    method: 'PUT',
    headers: { 'X-Intranet-Key': context.webtask.secrets.INTRANET_KEY },
  };

  const req = https.request('https://directory.example.com/people', options, (res) => {
    res.resume();
    res.on('end', () => {
      if (res.statusCode === 204) {
        return cb();
      }
      console.error('directory answered ' + res.statusCode);
    });
  });

  req.on('error', cb);
  req.write(payload);
  req.end();
};
