module.exports = function (user, context, callback) {
  callback(null);
};
module.exports.onExecutePostChangePassword = async (event, api) => {
  console.log(event.user.email);
};
