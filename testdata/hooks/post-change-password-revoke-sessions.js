// Post-change password: ends the user's sessions and refresh tokens, so that whoever had the old password is out.
//
// Secrets: AUTH0_DOMAIN   tenant.eu.auth0.com
//          CLIENT_ID      an application with the client credentials grant, authorised for the Management API
//          CLIENT_SECRET  with the scopes delete:sessions and delete:refresh_tokens

const MAX_TRIES = 4;
const TRY_MS = 4000;
const ALL_MS = 15000;

module.exports = function (user, context, callback) {
  revokeAll(user.id, context.webtask.secrets).then(
    () => callback(null),
    (error) => callback(new Error('revoke the sessions of ' + user.id + ': ' + error.message)),
  );
};

async function revokeAll(id, secrets) {
  const origin = 'https://' + secrets.AUTH0_DOMAIN;
  const tenant = { notBefore: 0, deadline: Date.now() + ALL_MS };
  const grant = await call(tenant, origin + '/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: secrets.CLIENT_ID,
      client_secret: secrets.CLIENT_SECRET,
      audience: origin + '/api/v2/',
    }),
  });
  const { access_token: token } = await grant.json();

  // Hooks get the id without the name of the identity provider.
  const userUrl = origin + '/api/v2/users/' + encodeURIComponent(id.includes('|') ? id : 'auth0|' + id);
  const revoke = { method: 'DELETE', headers: { authorization: 'Bearer ' + token } };
  await call(tenant, userUrl + '/sessions', revoke);
  await call(tenant, userUrl + '/refresh-tokens', revoke);
}

// call makes a request that may be repeated, at the pace that the tenant's rate limit allows.
async function call(tenant, url, init) {
  let retryAt = 0;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    await waitUntil(Math.max(tenant.notBefore, retryAt), tenant.deadline);
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TRY_MS) });
    if (response.headers.get('x-ratelimit-remaining') === '0') {
      tenant.notBefore = Number(response.headers.get('x-ratelimit-reset')) * 1000;
    }
    if (response.ok) {
      return response;
    }
    if (response.status !== 429 && response.status < 500) {
      throw new Error(init.method + ' ' + new URL(url).pathname + ': status ' + response.status);
    }
    // Twice as long each time, and not all at the same moment.
    retryAt = Date.now() + 250 * 2 ** attempt * (0.5 + Math.random());
  }
  throw new Error('no success after ' + MAX_TRIES + ' tries');
}

async function waitUntil(time, deadline) {
  if (time > deadline) {
    throw new Error('the rate limit asks for a longer pause than there is time for');
  }
  const ms = time - Date.now();
  if (ms > 0) {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
