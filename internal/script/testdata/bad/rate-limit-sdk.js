const { ManagementClient } = require('auth0@4.10.0');

module.exports = function (user, context, callback) {
  const management = new ManagementClient(context.webtask.secrets);
  management.users.get({ id: user.id }).then(() => callback(null), callback);
};
