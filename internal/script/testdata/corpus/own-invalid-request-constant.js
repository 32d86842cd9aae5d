const util = require('util');

const InvalidRequestError = function (message) {
  Error.call(this, message);
  this.message = message;
};
util.inherits(InvalidRequestError, Error);

module.exports = function (client, scope, audience, context, cb) {
  if (!client.metadata || !client.metadata.contract) {
    return cb(new InvalidRequestError('no contract'));
  }

  // tokens for the sandbox carry a mark
  const sandbox = audience.indexOf('sandbox') > -1;
  cb(null, {
    scope: scope,
    'https://example.com/contract': client.metadata.contract,
    'https://example.com/sandbox': sandbox,
  });
};
