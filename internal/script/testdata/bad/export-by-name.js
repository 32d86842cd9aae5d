module.exports.hook = function (user, context, callback) {
  callback(null);
};
