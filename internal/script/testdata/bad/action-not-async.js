const handler = (event, api) => {
  console.log(event.user.email);
};
exports.onExecutePostChangePassword = handler;
