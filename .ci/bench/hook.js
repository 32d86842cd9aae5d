'use strict';

// Adds what an application may do to its token, from its metadata. Hook number %d.
const claims = 'https://example.com/claims/';

const plans = {
  free: { requests: 100, seats: 1 },
  team: { requests: 10000, seats: 25 },
  company: { requests: 1000000, seats: 1000 },
};

function planOf(client) {
  const named = client.metadata && client.metadata.plan;
  return plans[named] ? named : 'free';
}

function allowed(scope, plan) {
  if (!Array.isArray(scope)) {
    return scope;
  }
  return scope.filter(function (name) {
    return plan !== 'free' || !name.startsWith('write:');
  });
}

function audit(context, client, plan) {
  const level = context.webtask.secrets.LOG_LEVEL || 'info';
  if (level === 'debug') {
    console.log('token for application ' + client.id + ' on plan ' + plan);
  }
}

/**
 * @param {object} client - the application that asks for a token
 * @param {string[]} scope - what it asks for
 * @param {string} audience - the API that the token is for
 * @param {object} context - the request and the secrets
 * @param {function} callback - takes an error, or the token's claims
 */
module.exports = function (client, scope, audience, context, callback) {
  const plan = planOf(client);
  const limits = plans[plan];
  const token = { scope: allowed(scope, plan) };
  token[claims + 'plan'] = plan;
  token[claims + 'requests'] = limits.requests;
  token[claims + 'seats'] = limits.seats;
  token[claims + 'audience'] = audience;
  audit(context, client, plan);
  callback(null, token);
};
