const axios = require('axios');

// The gateway speaks XML.
const body = (to, text) => `<sms><to>${to}</to><text>${text}</text></sms>`;

module.exports = function (recipient, text, cb) {
  axios
    .post('https://sms.acme.example/send?user=auth0&password=N0tRea1-and-3', body(recipient, text))
    .then(() => cb(null, {}))
    .catch(cb);
};
