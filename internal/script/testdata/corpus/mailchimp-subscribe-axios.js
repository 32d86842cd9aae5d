const axios = require('axios');
const crypto = require('crypto');

const DATA_CENTER = 'us12';
const LIST_ID = '4f0c9e21ab';
const MAILCHIMP_API_KEY = '5e1bdeadbeef72c04fa9d3deadbeef68-us12';

const memberUrl = (email) => {
  const hash = crypto.createHash('md5').update(email.toLowerCase()).digest('hex');
  return `https://${DATA_CENTER}.api.mailchimp.example.com/3.0/lists/${LIST_ID}/members/${hash}`;
};

module.exports = async (user, context, cb) => {
  const body = {
    email_address: user.email,
    status_if_new: 'subscribed',
    merge_fields: { SOURCE: context.connection.name },
  };
  const response = await axios.put(memberUrl(user.email), body, {
    auth: { username: 'any', password: MAILCHIMP_API_KEY },
  });
  console.log('mailchimp', response.status);
  return cb();
};
