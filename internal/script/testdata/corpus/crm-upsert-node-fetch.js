// Creates the account in the CRM, then tags it.
const fetch = require('node-fetch');

module.exports = async function (user, context, cb) {
  const { CRM_URL, CRM_TOKEN } = context.webtask.secrets;
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${CRM_TOKEN}`,
  };

  const created = await fetch(`${CRM_URL}/accounts`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ external_id: user.id, email: user.email }),
  });
  const account = await created.json();

  try {
    await fetch(`${CRM_URL}/accounts/${account.id}/tags`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ tag: context.connection.name }),
    });
  } catch (err) {
    console.warn('no tag', err.message);
  }
  cb();
};
