module.exports = (user, callback) => {
  callback(null);
};
