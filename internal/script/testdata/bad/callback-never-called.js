const hook = (user, context, callback) => {
  [1, 2].forEach(function (n, callback) {
    callback(n);
  });
};

module.exports = hook;
