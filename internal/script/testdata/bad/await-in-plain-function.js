module.exports = function (user, context, callback) {
  const answer = await fetch('https://example.com/config');
  callback(null, answer);
};
