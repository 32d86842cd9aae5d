module.exports = async function (user, context, callback) {
  await fetch('https://example.com/');
  if (callback) return;
};
