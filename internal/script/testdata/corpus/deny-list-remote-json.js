/**
 * Refuses addresses whose domain is on the list that the abuse team keeps.
 */
const axios = require('axios');

const LIST = 'https://lists.example.com/denied-domains.json';

module.exports = function (user, context, cb) {
  const domain = String(user.email || '').toLowerCase().split('@').pop();

  axios
    .get(LIST, { timeout: 3000 })
    .then((response) => {
      const denied = response.data.domains || [];

      if (denied.indexOf(domain) !== -1) {
        cb(new PreUserRegistrationError('denied domain ' + domain, 'This address cannot be used.'));
      }

      cb(null, {
        user: {
          app_metadata: { domain: domain, listVersion: response.data.version },
        },
      });
    })
    .catch((error) => {
      console.error('deny list', error.message);
    });
};
