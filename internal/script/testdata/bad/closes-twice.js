module.exports = function (user, context, callback) {
  if (user.email) {
    callback(null);
  }}
};
