const { WebClient } = require('@slack/web-api');

exports.onExecutePostChangePassword = async ({ user, connection, request, secrets }) => {
  const slack = new WebClient(secrets.SLACK_TOKEN);
  const jobs = [];

  if (user.email && user.email.endsWith('@acme.example')) {
    jobs.push(slack.chat.postMessage({ channel: '#security', text: `${user.email} changed the password (${connection.name})` }));
  }
  jobs.push(
    fetch(secrets.SIEM_URL, {
      method: 'POST',
      body: JSON.stringify({ type: 'password_changed', ip: request?.ip, id: user.user_id }),
    }).then((res) => {
      if (!res.ok) console.error('siem', res.status);
    }),
  );

  const results = await Promise.allSettled(jobs);
  results.filter((r) => r.status === 'rejected').forEach((r) => console.error(r.reason.message));
};
