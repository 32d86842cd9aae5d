// Runs when an application asks for a token of its own. What the callback gets goes into the token: the scope, without
// which the token has none, and claims whose names are URLs.
module.exports = function (client, scope, audience, context, callback) {
  const token = { scope };
  // token['https://example.com/plan'] = client.metadata.plan;
  callback(null, token);
};
