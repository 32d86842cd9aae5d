// Runs after a user was created, and nobody waits for it. Secrets are in context.webtask.secrets.
module.exports = function (user, context, callback) {
  callback(null);
};
