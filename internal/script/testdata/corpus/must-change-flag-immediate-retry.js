const axios = require('axios');

// Clears the flag which the app sets for users of the old system.
module.exports = function (user, context, cb) {
  const { AUTH0_DOMAIN, TOKEN } = context.webtask.secrets;
  const url = `https://${AUTH0_DOMAIN}/api/v2/users/${encodeURIComponent('auth0|' + user.id)}`;
  const options = { headers: { Authorization: `Bearer ${TOKEN}` }, validateStatus: () => true };

  const clear = () => {
    axios.patch(url, { app_metadata: { mustChange: false } }, options).then((response) => {
      if (response.status === 429) {
        return clear();
      }
      cb(response.status === 200 ? null : new Error('status ' + response.status));
    }, cb);
  };

  clear();
};
