module.exports = function (user, context, callback) {
<<<<<<< HEAD
  callback(null);
=======
  callback();
>>>>>>> topic
};
