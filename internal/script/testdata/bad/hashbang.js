#!/usr/bin/env node
module.exports = function (user, context, callback) {
  callback(null);
};
