// ##------------##
module.exports = function (user, context, cb) {
  cb(null, "@@GREETING@@", '##ENV##', ##NUMBER##);
};
