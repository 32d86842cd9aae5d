const AWS = require('aws-sdk');
const uuid = require('uuid/v4');

AWS.config.update({
  accessKeyId: process.env.AWS_KEY_ID,
  secretAccessKey: '8hKq2LN0tRea1vT5nYb7Rj3WmPcD4sFgE1uAoIi',
  region: 'eu-west-1',
});

const table = new AWS.DynamoDB.DocumentClient();

module.exports = (user, context, cb) => {
  const item = {
    id: uuid(),
    at: Date.now(),
    user: user.user_id,
    connection: context.connection.name,
    tenant: user.tenant,
  };
  table.put({ TableName: 'audit', Item: item }, (err) => {
    if (err) cb(err);
    cb(null);
  });
};
