const _ = require('lodash');

module.exports = function (user, context, cb) {
  const given = _.get(user, 'username', '');
  const found = /^[a-z][a-z0-9_]{2,14}$/.test(given);

  if (!found) {
    return cb(new ValidationError('username', 'Letters and digits only.'));
  }

  if (context.connection.name !== 'Username-Password-Authentication') {
    return;
  }

  user.user_metadata = Object.assign({}, user.user_metadata, {
    display: _.capitalize(given),
    origin: context.clientName,
  });

  cb(null, { user });
};
