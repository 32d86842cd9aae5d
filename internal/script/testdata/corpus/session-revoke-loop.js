const axios = require('axios');

module.exports = async (user, context, cb) => {
  const base = 'https://' + context.webtask.secrets.TENANT_DOMAIN + '/api/v2';
  const headers = { authorization: 'Bearer ' + context.webtask.secrets.TENANT_TOKEN };

  try {
    const { data: grants } = await axios.get(`${base}/grants?user_id=auth0|${user.id}`, { headers });
    for (const grant of grants) {
      await axios.delete(`${base}/grants/${grant.id}`, { headers });
    }
    cb(null);
  } catch (err) {
    cb(err);
  }
};
