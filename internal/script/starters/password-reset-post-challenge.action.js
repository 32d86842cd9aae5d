// Runs after the first challenge of a password reset and before the new password is set.
exports.onExecutePostChallenge = async (event, api) => {
  // api.access.deny('The reset was refused');
};
