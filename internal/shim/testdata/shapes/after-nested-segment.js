const https = require('https');

module.exports = function (user, context, cb) {
  const body = JSON.stringify({ userId: user.id, traits: { email: user.email, source: context.connection.name } });

  const req = https.request(
    {
      hostname: 'api.segment.example.com',
      path: '/v1/identify',
      method: 'POST',
      headers: { authorization: 'Basic ' + Buffer.from(context.webtask.secrets.SEGMENT_KEY + ':').toString('base64') },
    },
    (res) => {
      res.on('data', (part) => console.log(String(part)));
      res.on('end', () => cb());
    }
  );
  req.on('error', (err) => cb(err));
  req.write(body);
  req.end();
};
