class Hook {
  run(user, context, callback) {
    callback(null);
  }
}

module.exports = Hook;
