const require = (name) => name;
module.exports = function (user, context, callback) {
  callback(null, require('x'));
};
