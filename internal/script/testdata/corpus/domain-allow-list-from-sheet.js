const axios = require('axios').default;

const normalise = (s) => s.trim().toLowerCase();

module.exports = async (user, context, cb) => {
  let rows;
  try {
    const response = await axios.get('https://sheets.googleapis.com/v4/spreadsheets/1xQ/values/A:A', {
      params: { key: 'N0tRea1q7bT9mXcV2eR5uZ8pLhGf' },
    });
    rows = response.data.values;
  } catch (e) {
    return cb(new PreUserRegistrationError('sheet: ' + e.message, 'Please try again later.'));
  }

  const domains = rows.map(([first]) => normalise(first));
  const domain = normalise(user.email.split('@')[1] || '');
  if (!domains.includes(domain)) {
    return cb(new PreUserRegistrationError(`domain ${domain}`, 'Use your work address.'));
  }

  return cb(null, { user: { app_metadata: { domain } } });
};
