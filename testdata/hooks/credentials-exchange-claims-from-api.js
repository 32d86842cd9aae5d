// Credentials exchange: puts what an API of yours knows about an application into its tokens.
//
// Secrets: ENTITLEMENTS_URL   https://api.example.com/entitlements, answering {"entitlements": [...]}
//          ENTITLEMENTS_TOKEN a bearer token for it

const CLAIM = 'https://example.com/entitlements';
const MAX_TRIES = 4;
const TRY_MS = 3000;
const ALL_MS = 10000; // an application waits for its token meanwhile

// The process serves one exchange after another. Once the API has said that no request is left, the next exchange waits.
let notBefore = 0;

module.exports = function (client, scope, audience, context, callback) {
  entitlementsOf(client.id, context.webtask.secrets).then(
    (entitlements) => callback(null, { scope, [CLAIM]: entitlements }),
    (error) => callback(new ServerError('entitlements of ' + client.id + ': ' + error.message)),
  );
};

async function entitlementsOf(clientId, secrets) {
  const url = new URL(secrets.ENTITLEMENTS_URL);
  url.searchParams.set('client_id', clientId);
  const headers = { authorization: 'Bearer ' + secrets.ENTITLEMENTS_TOKEN };

  const deadline = Date.now() + ALL_MS;
  let retryAt = 0;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    await waitUntil(Math.max(notBefore, retryAt), deadline);
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TRY_MS) });
    noteRateLimit(response.headers);
    if (response.ok) {
      return (await response.json()).entitlements;
    }
    if (response.status !== 429 && response.status < 500) {
      throw new Error('status ' + response.status);
    }
    // Twice as long each time, and not all at the same moment.
    retryAt = Date.now() + 250 * 2 ** attempt * (0.5 + Math.random());
  }
  throw new Error('no answer after ' + MAX_TRIES + ' tries');
}

// noteRateLimit holds requests back where the API says that none is left, or for how long it wants none.
function noteRateLimit(headers) {
  const retryAfter = Number(headers.get('retry-after')); // seconds
  const reset = Number(headers.get('x-ratelimit-reset')); // seconds since 1970
  if (retryAfter > 0) {
    notBefore = Date.now() + retryAfter * 1000;
  } else if (headers.get('x-ratelimit-remaining') === '0' && reset > 0) {
    notBefore = reset * 1000;
  }
}

async function waitUntil(time, deadline) {
  if (time > deadline) {
    throw new Error('the API wants a longer pause than there is time for');
  }
  const ms = time - Date.now();
  if (ms > 0) {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
