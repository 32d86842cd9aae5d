const call = async (url) => {
  const response = await fetch(url);
  if (response.status === 429) return call(url);
  return response;
};

module.exports = function (user, context, callback) {
  call('https://example.com/').then(() => callback(null), callback);
};
