// Sends the new user to Segment and waits until the queue is empty.
const Analytics = require('analytics-node');

let analytics;

module.exports = function (user, context, cb) {
  analytics = analytics || new Analytics(context.webtask.secrets.SEGMENT_WRITE_KEY, { flushAt: 20 });

  const traits = { email: user.email, username: user.username };
  Object.assign(traits, user.user_metadata);

  analytics.identify({ userId: 'auth0|' + user.id, traits: traits });
  analytics.track({
    userId: 'auth0|' + user.id,
    event: 'Signed Up',
    properties: { connection: context.connection.name },
  });

  analytics.flush(function (err) {
    if (err) {
      console.error('segment: ' + err.message);
    }
    cb();
  });
};
