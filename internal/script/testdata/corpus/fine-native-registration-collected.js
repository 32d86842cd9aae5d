const axios = require('axios');

// Started together, awaited together.
const targets = (secrets) => [secrets.CRM_URL, secrets.MAIL_URL, secrets.SLACK_URL].filter(Boolean);

exports.onExecutePostUserRegistration = async (event, api) => {
  const payload = {
    id: event.user.user_id,
    email: event.user.email,
    connection: event.connection.name,
    tenant: event.tenant.id,
  };

  const jobs = [];
  for (const target of targets(event.secrets)) {
    jobs.push(axios.post(target, payload, { timeout: 2500 }));
  }
  const results = await Promise.allSettled(jobs);
  console.log(results.filter((r) => r.status === 'rejected').length, 'of', jobs.length, 'failed');
};
