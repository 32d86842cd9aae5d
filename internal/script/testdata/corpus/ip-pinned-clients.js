// Some clients may only come from the addresses in their metadata.
module.exports = function (client, scope, audience, context, cb) {
  var list = client.metadata && client.metadata.ip_allow_list;

  if (list) {
    var ok = list.split(',').some(function (ip) {
      return ip.trim() === context.request.ip;
    });
    if (!ok) {
      return cb(new ForbiddenError('address is not allowed'));
    }
  }

  var result = {};
  result.scope = scope;
  if (scope.indexOf('admin') > -1) {
    result['https://acme.example/admin'] = true;
  }
  return cb(null, result);
};
