// Ends the refresh tokens after a change of the password.
const request = require('request');

module.exports = function (user, context, cb) {
  const token = context.webtask.secrets.MGMT_TOKEN;
  const domain = context.connection.tenant + '.eu.auth0.com';

  request({
    method: 'DELETE',
    url: 'https://' + domain + '/api/v2/grants?user_id=auth0|' + user.id,
    headers: { authorization: 'Bearer ' + token },
  }, function (err, response) {
    if (err) { cb(err); }
    console.log('grants of ' + user.id + ': ' + response.statusCode);
    cb(null);
  });
};
