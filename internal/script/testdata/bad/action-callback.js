exports.onExecutePostChangePassword = async (event, api, callback) => {
  callback(null);
  done();
};
