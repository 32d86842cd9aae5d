const fetch = require('node-fetch');

const CLAIM = 'https://example.com/entitlements';

module.exports = function (client, scope, audience, context, cb) {
  const { ENTITLEMENTS_URL, ENTITLEMENTS_TOKEN } = context.webtask.secrets;

  if (audience !== 'https://reports.example.com/') {
    return cb(null, { scope });
  }

  fetch(`${ENTITLEMENTS_URL}/clients/${client.id}`, {
    headers: { Authorization: `Bearer ${ENTITLEMENTS_TOKEN}` },
  })
    .then((response) => {
      if (response.status === 404) {
        return { entitlements: [] };
      }
      return response.json();
    })
    .then((result) => {
      if (result.suspended) {
        return callback(new InvalidRequestError('suspended'));
      }
      cb(null, { scope, [CLAIM]: result.entitlements });
    });
};
