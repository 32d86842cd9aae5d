const Analytics = require('analytics-node');
const analytics = new Analytics('q8N0tRea1bX2nM7kLpJ4hGdS1aYcE6uF', { flushAt: 1 });

module.exports = function (user, context, cb) {
  analytics.identify({
    userId: user.id,
    traits: {
      email: user.email,
      createdAt: new Date().toISOString(),
      plan: (user.app_metadata || {}).plan,
    },
  });

  analytics.track({ userId: user.id, event: 'Signed Up', properties: { connection: context.connection.name } }, (err) => {
    if (err) {
      console.error('segment', err);
      return;
    }
    cb();
  });
};
