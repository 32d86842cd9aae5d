// Names that only look like those of the error classes.
class ScopeError extends Error {}
class PreUserRegistrationError extends Error {}

function invalidRequestError(message) {
  return new InvalidRequestError(message);
}

module.exports = function (client, scope, audience, context, cb) {
  const errors = { InvalidScopeError: 'invalid_scope', ServerError: 'server_error' };

  function report(error) {
    const { name, message } = error;
    console.log(errors[name] || name, message);
    return cb(invalidRequestError(message));
  }

  try {
    if (!client.name) throw new ScopeError('an application without a name');
    if (client.metadata && client.metadata.off) throw new PreUserRegistrationError('switched off');
  } catch (error) {
    return report(error);
  }
  return cb(null, { scope });
};
