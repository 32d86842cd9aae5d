module.exports = async function (user, context, done) {
  return fetch('https://example.com/');
};
