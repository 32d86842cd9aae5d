const https = require('https');

module.exports = function (user, context, cb) {
  const query =
    'https://verify.example.com/v2/check?api_key=rT5yN0tRea1Kx8Wq3Zb7Lm&email=' + encodeURIComponent(user.email);

  https
    .get(query, (res) => {
      let text = '';
      res.on('data', (chunk) => (text += chunk));
      res.on('end', () => {
        const { deliverable } = JSON.parse(text);
        if (deliverable === false) {
          return cb(new PreUserRegistrationError('not deliverable', 'Please check the address.'));
        }
        cb(null, {});
      });
    })
    .on('error', (err) => {
      console.error('verify', err.message);
      cb(null, {});
    });
};
