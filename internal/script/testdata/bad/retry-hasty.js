module.exports = async function (user, context, callback) {
  for (let tries = 0; tries < 5; tries++) {
    const response = await fetch('https://example.com/');
    if (response.status !== 429) break;
  }
  callback(null);
};
