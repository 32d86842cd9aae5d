const axios = require('axios');
const { IncomingWebhook } = require('@slack/webhook');

module.exports = async (user, context, cb) => {
  const { SLACK_URL, CRM_URL } = context.webtask.secrets;
  const slack = new IncomingWebhook(SLACK_URL);
  const crm = axios.create({ baseURL: CRM_URL, timeout: 3000 });

  const posted = slack.send({ text: 'New user ' + user.email });
  const stored = crm.post('/leads', { email: user.email });

  const results = await Promise.allSettled([posted, stored]);
  for (const { status, reason } of results) {
    if (status === 'rejected') {
      console.error(reason.message);
    }
  }
  cb();
};
