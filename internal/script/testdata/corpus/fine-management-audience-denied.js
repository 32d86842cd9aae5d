// Nobody but the deployment may have tokens for the Management API.
const MANAGEMENT = 'https://tenant.eu.auth0.com/api/v2/';
const CLAIM = 'https://tenant.eu.auth0.com/claims/';

module.exports = function (client, scope, audience, context, callback) {
  const deployment = client.metadata && client.metadata.role === 'deployment';

  if (audience === MANAGEMENT && !deployment) {
    callback(new InvalidRequestError('no tokens for ' + audience));
    return;
  }

  const claims = { scope: scope };
  claims[CLAIM + 'application'] = client.name;
  claims[CLAIM + 'docs'] = 'https://auth0.com/docs/api/management/v2';
  callback(null, claims);
};
