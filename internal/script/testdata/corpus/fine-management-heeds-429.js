const axios = require('axios');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const MAX_TRIES = 4;

async function patient(options) {
  let tries = 0;
  while (true) {
    const response = await axios(Object.assign({ validateStatus: () => true }, options));
    tries += 1;
    if (response.status < 400) return response.data;
    if (response.status !== 429 || tries >= MAX_TRIES) {
      throw new Error(`${options.method} failed: ${response.status}`);
    }
    await pause(250 * 2 ** tries);
  }
}

module.exports = async (user, context, cb) => {
  const { DOMAIN, MGMT_TOKEN } = context.webtask.secrets;
  const id = encodeURIComponent('auth0|' + user.id);
  try {
    await patient({
      method: 'DELETE',
      url: `https://${DOMAIN}/api/v2/users/${id}/multifactor/duo`,
      headers: { authorization: `Bearer ${MGMT_TOKEN}` },
    });
  } catch (error) {
    return cb(error);
  }
  return cb();
};
