const { request, Agent } = require('undici');

const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

exports.onExecutePostChangePassword = async (event, api) => {
  const { statusCode } = await request('https://siem.internal.example.com/events', {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', token: '%%SIEM_TOKEN%%' },
    body: JSON.stringify({ type: 'password', user: event.user.user_id }),
  });
  console.log('siem', statusCode);
};
