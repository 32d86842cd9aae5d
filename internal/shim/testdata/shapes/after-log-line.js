// One line for the log stream.
module.exports = function (user, context, cb) {
  const fields = ['signup', user.id, user.email, user.phoneNumber, context.connection.name];

  console.log(fields.join(' '));
  if (user.app_metadata && user.app_metadata.source) {
    console.log('source ' + user.app_metadata.source);
  }

  cb();
};
