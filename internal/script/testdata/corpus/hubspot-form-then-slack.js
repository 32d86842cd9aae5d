const axios = require('axios');

module.exports = function (user, context, cb) {
  const portal = context.webtask.secrets.HUBSPOT_PORTAL;
  const form = context.webtask.secrets.HUBSPOT_FORM;

  axios
    .post(`https://api.hsforms.com/submissions/v3/integration/submit/${portal}/${form}`, {
      fields: [
        { name: 'email', value: user.email },
        { name: 'company', value: user.user_metadata.company },
      ],
    })
    .then(() => axios.post(context.webtask.secrets.SLACK_WEBHOOK, { text: `:tada: ${user.email}` }))
    .catch((err) => console.error(err.message));

  return cb();
};
