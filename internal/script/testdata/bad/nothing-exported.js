function hook(user, context, callback) {
  callback(null);
}
