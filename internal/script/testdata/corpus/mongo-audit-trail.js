var MongoClient = require('mongodb').MongoClient;

var uri = 'mongodb+srv://auditor:Yw7pN0tRea1kX4vT@audit.mongo.example.com/audit?retryWrites=true';

module.exports = function (user, context, cb) {
  MongoClient.connect(uri, function (err, client) {
    if (err) throw err;

    var entry = {
      type: 'signup',
      user: user.id,
      email: user.email,
      connection: context.connection.id,
      at: new Date()
    };

    client.db('audit').collection('events').insertOne(entry, function (err, result) {
      if (err) {
        throw err;
      }
      console.log('stored', result.insertedId);
      client.close();
      cb();
    });
  });
};
