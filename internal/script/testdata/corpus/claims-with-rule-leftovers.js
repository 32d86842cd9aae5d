// Moved from the rule "Add partner claims".
const NAMESPACE = 'https://claims.example.com/';

function tierOf(metadata) {
  switch ((metadata || {}).tier) {
    case 'gold':
      return 3;
    case 'silver':
      return 2;
    default:
      return 1;
  }
}

module.exports = function (client, scope, audience, context, cb) {
  const token = { scope: scope };

  token[NAMESPACE + 'tier'] = tierOf(client.metadata);
  token[NAMESPACE + 'client'] = context.clientID;

  if (audience === configuration.BILLING_AUDIENCE) {
    token[NAMESPACE + 'billing'] = true;
  }

  return cb(null, token);
};
