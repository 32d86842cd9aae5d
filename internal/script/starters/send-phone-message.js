// Runs when a user is to get a one-time code: send text to recipient here. An error tells that it was not sent.
module.exports = function (recipient, text, context, callback) {
  callback(null, {});
};
