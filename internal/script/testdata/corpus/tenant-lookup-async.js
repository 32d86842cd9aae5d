const axios = require('axios');

const cache = new Map();

async function tenantOf(id, secrets) {
  if (cache.has(id)) return cache.get(id);
  const { data } = await axios.get(`${secrets.DIRECTORY}/clients/${id}`, { timeout: 2000 });
  cache.set(id, data.tenant);
  return data.tenant;
}

module.exports = async function (client, scope, audience, context, cb) {
  const tenant = await tenantOf(client.id, context.webtask.secrets);
  const token = { scope };
  if (!tenant) {
    return cb(new InvalidRequestError(`no tenant for ${client.id}`));
  }
  token['https://example.com/tenant_id'] = tenant;
  cb(null, token);
};
