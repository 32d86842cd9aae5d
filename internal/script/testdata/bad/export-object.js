module.exports = {
  hook(user, context, callback) {
    callback(null);
  },
};
