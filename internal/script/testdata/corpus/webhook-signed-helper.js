const crypto = require('crypto');
const fetch = require('node-fetch');
const { publicProfile } = require('./lib/profile');

const sign = (body, key) => crypto.createHmac('sha256', key).update(body).digest('hex');

async function deliver(url, body, key) {
  const res = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-signature': sign(body, key) },
  });
  if (!res.ok) throw new Error(`${res.status} of ${url}`);
}

module.exports = (user, context, cb) => {
  const { WEBHOOK_URL, WEBHOOK_KEY } = context.webtask.secrets;
  const body = JSON.stringify({ type: 'user.created', user: publicProfile(user) });
  deliver(WEBHOOK_URL, body, WEBHOOK_KEY).then(() => cb(null), cb);
};
