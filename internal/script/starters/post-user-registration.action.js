// Runs after a user was created, and nobody waits for it. Secrets are in event.secrets.
exports.onExecutePostUserRegistration = async (event, api) => {
  console.log(event.user.user_id);
};
