// Turns away the mail addresses of competitors.
const BLOCKED = ['competitor.example.com', 'rival.example.net'];

module.exports = function (user, context, cb) {
  const domain = (user.email || '').split('@')[1];

  if (BLOCKED.includes(domain)) {
    cb(new PreUserRegistrationError('blocked ' + domain, 'Please use another address.'));
  }

  const response = {};
  response.user = user;
  response.user.app_metadata = Object.assign({}, user.app_metadata, { domain: domain });

  cb(null, response);
};
