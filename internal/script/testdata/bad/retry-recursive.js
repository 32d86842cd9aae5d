const request = require('request@2.88.2');

module.exports = function (user, context, callback) {
  function attempt() {
    request('https://example.com/', (error, response) => {
      if (error || response.statusCode === 429) return attempt();
      callback(null);
    });
  }
  attempt();
};
