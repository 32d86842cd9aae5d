module.exports = function (user, context, callback) {
  callback();
};
module.
