const axios = require('axios');

exports.onExecutePostUserRegistration = async (event) => {
  const name = event.user.name || event.user.email;

  await axios.post(event.secrets.MAIL_URL, { template: 'welcome', to: event.user.email });

  // the team
  axios.post(event.secrets.SLACK_URL, { text: `New user ${name} by ${event.connection.name}` });
};
