const fs = require('node:fs');
const moment = require('moment');
const ip = require('ipaddr.js@1.9.0');
const helper = require('./helper');
const sqlite = require('node:sqlit');

module.exports = function (user, context, callback) {
  callback(null, [fs, moment, ip, helper, sqlite]);
};
