module.exports = async function (user, context, callback) {
  while (true) {
    const response = await fetch('https://example.com/');
    if (response.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  callback(null);
};
