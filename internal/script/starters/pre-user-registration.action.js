// Runs before a user is created. api.access.deny takes a reason for the log and a text for the user.
exports.onExecutePreUserRegistration = async (event, api) => {
  // api.user.setUserMetadata('signed_up_from', event.request.geoip.countryCode);
};
