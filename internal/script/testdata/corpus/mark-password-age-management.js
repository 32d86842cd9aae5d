// Clears the flag "must change password" of the user.
const axios = require('axios');

async function tokenFor(domain, id, secret) {
  const { data } = await axios.post(`https://${domain}/oauth/token`, {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    audience: `https://${domain}/api/v2/`,
  });
  return data.access_token;
}

module.exports = async (user, context, cb) => {
  const { AUTH0_DOMAIN, MGMT_ID, MGMT_SECRET } = context.webtask.secrets;

  try {
    const token = await tokenFor(AUTH0_DOMAIN, MGMT_ID, MGMT_SECRET);

    await axios.patch(
      `https://${AUTH0_DOMAIN}/api/v2/users/${encodeURIComponent('auth0|' + user.id)}`,
      { app_metadata: { must_change_password: false } },
      { headers: { authorization: `Bearer ${token}` } }
    );

    return cb();
  } catch (error) {
    console.error('flag not cleared:', error.message);
    return cb(error);
  }
};
