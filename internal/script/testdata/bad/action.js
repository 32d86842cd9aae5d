exports.onExecutePostChangePassword = async (event, api) => {
  console.log(event.user.email);
};
