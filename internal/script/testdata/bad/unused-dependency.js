const got = require('got');

module.exports = function (user, context, callback) {
  got('https://example.com/').then(() => callback(null), callback);
};
