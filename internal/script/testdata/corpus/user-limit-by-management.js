const axios = require('axios');

const MAX_USERS = 500;

module.exports = function (user, context, cb) {
  const { MGMT_DOMAIN, MGMT_TOKEN } = context.webtask.secrets;

  axios({
    method: 'GET',
    url: `https://${MGMT_DOMAIN}/api/v2/users`,
    params: { per_page: 0, include_totals: true },
    headers: { authorization: `Bearer ${MGMT_TOKEN}` },
  })
    .then(({ data }) => {
      if (data.total >= MAX_USERS) {
        return cb(new PreUserRegistrationError('limit reached', 'Sign-ups are closed for now.'));
      }
      return cb(null, {});
    })
    .catch(cb);
};
