module.exports = function (user, context, callback) {
  callback(/^(?:[a-z]+/.test(user.email) ? null : new Error('no'));
};
