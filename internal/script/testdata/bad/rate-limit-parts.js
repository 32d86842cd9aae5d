const axios = require('axios@1.7.0');
const API = 'https://acme.eu.auth0.com/api/v2';

module.exports = function (user, context, callback) {
  const client = axios.create({ baseURL: `https://${context.webtask.secrets.DOMAIN}/api/v2` });
  client.patch(API + '/users/' + user.id).then(() => callback(null), callback);
};
