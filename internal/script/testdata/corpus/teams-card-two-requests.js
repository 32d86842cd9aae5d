const axios = require('axios');

// Tells Teams and the data warehouse.
function notify(user, secrets) {
  axios.post(secrets.TEAMS_URL, {
    '@type': 'MessageCard',
    summary: 'signup',
    title: 'New user ' + user.email,
  }).catch((e) => console.error(e.message));

  axios.post(secrets.WAREHOUSE_URL, { event: 'signup', id: user.id }).catch((e) => console.error(e.message));
}

module.exports = function (user, context, cb) {
  if (!user.email) {
    return cb(null);
  }
  notify(user, context.webtask.secrets);
  cb(null);
};
