const answer = await fetch('https://example.com/config');

module.exports = function (user, context, callback) {
  callback(null, answer);
};
