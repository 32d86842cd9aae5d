
// The scopes that the token is to have, without those that an earlier Action has removed.
const scopesOf = ({ accessToken, transaction }) => {
  const left = transaction?.target_scopes;
  return (accessToken.scope ?? []).filter((scope) => !left || left.includes(scope));
};

// Gives the token the scopes that the hook wants, and reports whether it may be issued. Only the differences are
// applied, one by one: what an earlier Action did stays. Without api.transaction (Early Access) none can be removed.
const setScopes = (wanted, given, { transaction, access }) => {
  const removed = given.filter((scope) => !wanted.includes(scope));
  const added = wanted.filter((scope) => !given.includes(scope));
  const fits = (scope) => typeof scope === 'string' && /^\S{1,280}$/.test(scope);
  const deny = (reason) => void access.deny('server_error', reason);
  if (!transaction) {
    if (removed.length) return deny('Scopes cannot be removed on this tenant');
    if (added.length) console.log('Scopes cannot be added on this tenant: ' + added);
    return true;
  }
  if (!added.every(fits) || (added.length && wanted.length > 1000)) return deny('The added scopes are not valid');
  for (const scope of removed) transaction.removeTargetScope(scope);
  for (const scope of added) transaction.addTargetScope(scope);
  return true;
};

const codes = new Map([['InvalidScopeError', 'invalid_scope'], ['InvalidRequestError', 'invalid_request']]);

exports.onExecuteCredentialsExchange = async (event, api) => {
  const { client, tenant, resource_server, request, secrets } = event;
  const given = [...new Set(scopesOf(event))];
  const { data, error } = await callHook(
    { body: request?.body, webtask: { secrets } },
    copy({ id: client.client_id, name: client.name, tenant: tenant.id, metadata: client.metadata }),
    given.length ? scopesOf(event) : undefined,
    resource_server.identifier,
  );
  if (error) return api.access.deny(codes.get(error.name) ?? 'server_error', String(error.message ?? ''));
  const { scope, ...claims } = data && typeof data === 'object' && !Array.isArray(data) ? data : {};
  if (!setScopes([...new Set([].concat(scope ?? []))], given, api)) return;
  for (const [name, value] of Object.entries(claims)) api.accessToken.setCustomClaim(name, value);
};
