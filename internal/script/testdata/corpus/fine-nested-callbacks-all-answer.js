const { MongoClient } = require('mongodb');

let cached = null;

function connect(url, then) {
  if (cached) return then(null, cached);
  MongoClient.connect(url, function (err, client) {
    if (err) return then(err);
    cached = client.db('users');
    then(null, cached);
  });
}

module.exports = function (user, context, cb) {
  connect(context.webtask.secrets.MONGO_URL, function (err, db) {
    if (err) {
      console.error(err.message);
      return cb(err);
    }
    db.collection('profiles').findOne({ email: user.email }, function (err, profile) {
      if (err) return cb(err);
      if (profile) return cb();
      var entry = { email: user.email, identities: [{ user_id: user.id, provider: 'auth0' }] };
      db.collection('profiles').insertOne(entry, function (err) {
        cb(err || null);
      });
    });
  });
};
