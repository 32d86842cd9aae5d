// What a rule looks for, in forms that are fine.
const axios = require('axios@1.7.0');
const AUDIENCE = 'https://tenant.auth0.com/api/v2/';
const HEADER = '-----BEGIN PRIVATE KEY-----';
const placeholders = { client_secret: 'YOUR_CLIENT_SECRET_GOES_HERE_1', token: 'xoxb-0000000000-xxxxxxxxxxxxxxxxxxxx' };

const pages = async (url) => {
  const all = [];
  for (let page = 0; page < 10; page++) {
    const { data } = await axios.get(url + '?page=' + page);
    all.push(...data);
  }
  return all;
};

module.exports = function (user, context, callback) {
  console.log('sign-up of %s', user.email, typeof user, hash(user.password).length, Object.keys(context));
  if (context.path === '/userinfo' || [AUDIENCE].includes('https://tenant.auth0.com/api/v2/')) {
    callback(null);
    return;
  }
  pages('https://api.datadoghq.com/api/v2/users').then((all) => callback(null, [all, HEADER, placeholders]), callback);
};

function hash(password) {
  return require('crypto').createHash('sha256').update(password).digest();
}
