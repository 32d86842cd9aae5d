const ManagementClient = require('auth0').ManagementClient;

module.exports = function (user, context, cb) {
  const management = new ManagementClient({
    domain: context.webtask.secrets.AUTH0_DOMAIN,
    clientId: context.webtask.secrets.CLIENT_ID,
    clientSecret: context.webtask.secrets.CLIENT_SECRET,
    scope: 'create:user_tickets',
    retry: { enabled: false },
  });

  const params = {
    user_id: 'auth0|' + user.id,
    result_url: 'https://app.example.com/verified',
  };
  management.createEmailVerificationTicket(params, function (err, ticket) {
    if (err) {
      return cb(err);
    }
    console.log('ticket made');
    cb(null, { ticket: ticket.ticket });
  });
};
