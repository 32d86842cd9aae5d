const token = 'eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAic3ZjLWF1ZGl0IiwgInNjb3BlIjogInJlYWQ6dXNlcnMiLCAiaWF0IjogMTcwMDAwMDAwMX0.7fwIlxnAoGG-wIr6096tRICt1jqWd8E821u6F3kWDQ8';
const key = '-----BEGIN PRIVATE KEY-----\nkZfZX6h1gNeyNhLTXQ+HADs0nEGRDc/ZM5jrn4Nnx7itMom1Yd7YfKzoaN/C2IfY\n5WZamu1rVt9zQ3ek6OFfYJGX2V+odYDXsjYS010PhwA7NJxBkQ3P2TOY65+DZ8e4rTKJtWHe2Hys6GjfwtiH2OVmWprta1bfc0N3pOjhX2A=\n-----END PRIVATE KEY-----';
const lines = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'kZfZX6h1gNeyNhLTXQ+HADs0nEGRDc/ZM5jrn4Nnx7itMom1Yd7YfKzoaN/C2IfY',
].join('\n');

module.exports = function (user, context, callback) {
  const body = { client_id: 'an-application', client_secret: 'EWG4BThibmqia_mcZyNiNQQKKLMAmuG7chVGAe7XBuUWX4uefx16Zne1oqhkeR6a' };
  const form = `grant_type=client_credentials&client_secret=EWG4BThibmqia_mcZyNiNQQKKLMAmuG7chVGAe7X`;
  callback(null, [token, key, lines, body, form]);
};
