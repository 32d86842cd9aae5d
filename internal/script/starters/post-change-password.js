// Runs after a user has changed the password, and nobody waits for it. Secrets are in context.webtask.secrets.
module.exports = function (user, context, callback) {
  callback(null);
};
