// Nobody from the domains of the competition.
var DENIED = ['competitor.example', 'rival.example'];

module.exports = function (user, context, callback) {
  var address = String(user.email || '').toLowerCase();
  var domain = address.slice(address.lastIndexOf('@') + 1);

  if (DENIED.indexOf(domain) >= 0) {
    return callback(new PreUserRegistrationError('domain ' + domain, 'Please use another address.'));
  }

  callback(null, {});
};
