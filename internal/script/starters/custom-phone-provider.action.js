// Sends a text or voice message: event.notification has recipient and text. An error says that it was not sent.
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  console.log(event.notification.delivery_method);
};
