npm install axios@1.7.9
module.exports = function (user, context, cb) {
  cb();
};
