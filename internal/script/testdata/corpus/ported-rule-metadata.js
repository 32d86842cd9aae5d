// Came from a Rule: remembers where the user signed up.
module.exports = function (user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  user.app_metadata.signup = {
    connection: context.connection.name,
    first: true
  };

  if (user.app_metadata.partner) {
    return callback(null);
  }

  auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
    .then(function () {
      callback(null, user, context);
    })
    .catch(function (err) {
      callback(err);
    });
};
