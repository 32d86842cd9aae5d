const axios = require('axios');

const DOMAIN = 'tenant.eu.auth0.com';
const ROLE = 'rol_9Zt1QbXw4LsPdKfe';

// A token for the Management API.
function getToken(secrets) {
  return axios.post(`https://${DOMAIN}/oauth/token`, {
    grant_type: 'client_credentials',
    client_id: secrets.CLIENT_ID,
    client_secret: secrets.CLIENT_SECRET,
    audience: `https://${DOMAIN}/api/v2/`,
  }).then((response) => response.data.access_token);
}

module.exports = function (user, context, callback) {
  getToken(context.webtask.secrets)
    .then((token) => {
      console.log('management token: ' + token);
      return axios.post(
        `https://${DOMAIN}/api/v2/users/auth0|${user.id}/roles`,
        { roles: [ROLE] },
        { headers: { Authorization: `Bearer ${token}` } }
      );
    })
    .then(() => callback(null))
    .catch((err) => callback(err));
};
