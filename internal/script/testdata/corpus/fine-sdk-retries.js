const { ManagementClient } = require('auth0');
const get = require('lodash/get');

let management;

module.exports = async function (user, context, cb) {
  const { DOMAIN: domain, ID: clientId, SECRET: clientSecret } = context.webtask.secrets;
  const id = `auth0|${user.id}`;

  try {
    // repeats a request after a 429 by itself
    management = management || new ManagementClient({ domain, clientId, clientSecret });
    const { data } = await management.users.get({ id });
    if (!get(data, 'app_metadata.mustChange', false)) {
      return cb();
    }
    await management.users.update({ id }, { app_metadata: { mustChange: false } });
    return cb();
  } catch (err) {
    return cb(err);
  }
};
