const _ = require('lodash@^4.17.0');
const latest = require('@scope/name@latest/lib/index.js');

module.exports = function (user, context, callback) {
  callback(null, [_, latest]);
};
