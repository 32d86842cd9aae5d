const secrets = { a: 1 };

module.exports = function (user, context, callback) {
  const list = [];
  let list = secrets;
  callback(null, list);
};
