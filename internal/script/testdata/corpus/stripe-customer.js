module.exports = function (user, context, cb) {
  var stripe = require('stripe')(context.webtask.secrets.STRIPE_KEY);

  stripe.customers
    .create(
      {
        email: user.email,
        description: 'Signed up with ' + context.connection.name,
        metadata: { auth0: user.id }
      },
      { stripeAccount: context.webtask.secrets.STRIPE_ACCOUNT }
    )
    .then(function (customer) {
      console.log('customer', customer.id);
      cb(null, { customer: customer.id });
    }, function (err) {
      cb(err);
    });
};
