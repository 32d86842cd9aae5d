const stripe = require('stripe')('%%STRIPE_SECRET%%');

module.exports = async function (user, context, cb) {
  try {
    const customer = await stripe.customers.create({
      email: user.email,
      metadata: { auth0: user.id, stage: '${stage}' },
    });
    await stripe.subscriptions.create({ customer: customer.id, trial_period_days: 14, items: [{ price: 'price_1Nq' }] });
    return cb(null);
  } catch (error) {
    return cb(error);
  }
};
