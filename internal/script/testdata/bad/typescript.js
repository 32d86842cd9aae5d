interface User { email: string }

module.exports = function (user: User, context: unknown, callback: Function) {
  callback(null);
};
