// Was the rule "add tenant claims".
module.exports = function (client, scope, audience, context, callback) {
  const namespace = 'https://claims.example.com/';
  const token = {};
  token.scope = scope;

  if (context.clientID === 'k2Lq8sVxPz0Rt5Wm1Yb7') {
    token[namespace + 'backend'] = true;
  }
  if (context.stats && context.stats.loginsCount > 1) {
    token[namespace + 'returning'] = true;
  }
  token[namespace + 'api'] = configuration.API_NAME;

  callback(null, token);
};
