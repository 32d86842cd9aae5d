// Runs when a user is to get a one-time code: send event.message_options.text here. An error says that it was not sent.
exports.onExecuteSendPhoneMessage = async (event, api) => {
  console.log(event.message_options.message_type);
};
