(user, context, callback) => {
  callback(null);
};
