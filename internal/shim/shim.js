// The shim: it runs a Hook's script, unchanged, as an Auth0 Action with the same effect.
//
// Wrap puts this file behind the script: minified, in a function of its own, with TRIGGER, HANDLER (the name of the
// Action's function) and ERRORS (the names of the error classes) filled in, so that what only other triggers need falls
// away. `action` is the Action's module; action.exports.script takes the error classes and gives the function that has
// the script as its body. What is said here of Hooks is what Auth0's own compilers do (npm auth0-ext-compilers 6.1.0,
// called "the compilers" below).

// JSON there and back, as between Auth0 and a Hook: a fresh value without functions, Dates as strings. It throws on
// what JSON cannot hold.
const copy = (value) => JSON.parse(JSON.stringify({ value })).value;

// The properties of an object; anything else has none.
const entries = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : []);

// Defines a property that an Action cannot fill: reading it throws, copying its owner leaves it out.
const refuse = (owner, path, key) =>
  Object.defineProperty(owner, key, {
    configurable: true,
    get() {
      throw new Error(`${path}.${key} is not available in an Auth0 Action`);
    },
    set() {},
  });

// ---- The script -----------------------------------------------------------------------------------------------------

// The error classes that the compilers put in front of a script. Auth0 tells errors apart by their own `name`, which a
// minified class statement would spoil: here a class gets its name from a computed key.
const errorClass = (name, Base, friendly) =>
  ({
    [name]: class extends Base {
      constructor(message, friendlyMessage) {
        super(message);
        this.name = this.constructor.name;
        if (friendly) this.friendlyMessage = friendlyMessage || message;
      }
    },
  })[name];

const ExtensibilityUserError = errorClass('ExtensibilityUserError', Error);
const errorClasses = { ExtensibilityUserError };
for (const name of ERRORS) {
  errorClasses[name] = errorClass(name, ExtensibilityUserError, TRIGGER !== 'credentials-exchange');
}

// A script may ask for require('name@1.2.3'): the version is among the Action's dependencies.
const versionless = (id) => require(`${id}`.replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]+/, '$1'));

// The Hook is what the script returns or exports. Where there is none each call fails, with the compilers' message.
// module has what Node's has, and a parent: as on Hooks, no script is the main module.
let hook;
try {
  Object.assign(versionless, require);
  const [filename, path] = ['/hook.js', '/'];
  const module = { exports: {}, require: versionless, id: filename, filename, path, loaded: false };
  Object.assign(module, { parent: {}, paths: [], children: [] });
  hook = action.exports.script(errorClasses).call(module.exports, module.exports, versionless, module, filename, path);
  hook ||= module.exports;
  module.loaded = true;
  if (typeof hook !== 'function') throw new Error('The script neither returns nor exports a function');
} catch (cause) {
  hook = () => {
    console.log(cause);
    throw new Error('Unable to compile the extensibility code as javascript');
  };
}

// Calls the Hook and gives { data } or { error, facts }, facts being what Auth0 would see of the error. What comes
// first counts: the callback, with its values as they are then, an exception, or the rejection of a promise that the
// Hook returns. A fulfilled promise means nothing: a Hook ends with its callback.
const call = (values) =>
  new Promise((settle) => {
    const fail = (reason, propertiesOf) => {
      const error = reason instanceof Error ? reason : new Error(reason?.message || String(reason) || 'Unknown error');
      try {
        settle({ error, facts: copy(Object.fromEntries(propertiesOf(error).map((k) => [k, error[k]]))) });
      } catch (cause) {
        fail(new Error('Error serializing error: ' + cause.message), propertiesOf);
      }
    };
    // An exception failed the whole request: Auth0 saw a message, and no name or text for the user.
    const failByException = (reason) => fail(reason, () => ['message']);
    const callback = (error, data) => {
      // An error that the callback is given travels as its own properties: an inherited name does not.
      if (error) return fail(error, Object.getOwnPropertyNames);
      try {
        settle({ data: copy(data) });
      } catch {
        callback(new Error('Error when JSON serializing the result of the extension point'));
      }
    };
    try {
      const result = hook(...values, callback);
      if (result instanceof Promise) result.catch(failByException);
    } catch (reason) {
      failByException(reason);
    }
  });

// ---- From the Action's event to the Hook's parameters ---------------------------------------------------------------

const connectionOf = (connection, tenant) => ({ id: connection.id, name: connection.name, tenant: tenant.id });
const localID = ({ user_id }) => user_id?.replace(/^.*?\|/, ''); // auth0|123 is 123 to a Hook

// The scopes that the token is to have, without those that an earlier Action has removed: transaction.target_scopes no
// longer has these. It may have more scopes than the token asks for, and not every tenant has it.
const scopesOf = ({ accessToken, transaction }) => {
  const left = transaction?.target_scopes;
  return (accessToken.scope ?? []).filter((scope) => !left || left.includes(scope));
};

// Each gives the request's body that a Hook would have got.
const exchangeBody = ({ client, tenant, request, resource_server, ...tokens }) => ({
  client: { id: client.client_id, name: client.name, tenant: tenant.id, metadata: client.metadata },
  // Hooks document an array of strings, or undefined.
  scope: scopesOf(tokens).length ? scopesOf(tokens) : undefined,
  audience: resource_server.identifier,
  context: { body: request?.body }, // not documented for Hooks, and in use
});

const preRegistrationBody = ({ user, tenant, connection, request, transaction }) => ({
  user: {
    tenant: tenant.id,
    username: user.username,
    email: user.email,
    emailVerified: false, // not in the event; it is false when people sign up themselves
    phoneNumber: user.phone_number,
    phoneNumberVerified: false,
    user_metadata: user.user_metadata,
    app_metadata: user.app_metadata,
  },
  context: {
    requestLanguage: request?.language,
    renderLanguage: transaction?.locale,
    request: { ip: request?.ip, language: request?.language },
    connection: connectionOf(connection, tenant),
  },
});

const postRegistrationBody = ({ user, tenant, connection, request }) => ({
  user: {
    id: localID(user),
    tenant: tenant.id,
    username: user.username,
    email: user.email,
    emailVerified: user.email_verified,
    phoneNumber: user.phone_number,
    phoneNumberVerified: user.phone_verified,
    user_metadata: user.user_metadata,
    app_metadata: user.app_metadata,
  },
  context: { requestLanguage: request?.language, connection: connectionOf(connection, tenant) },
});

const changePasswordBody = ({ user, tenant, connection }) => ({
  user: {
    id: user.id ?? localID(user),
    username: user.username,
    email: user.email,
    last_password_reset: user.last_password_reset,
  },
  context: { connection: connectionOf(connection, tenant) },
});

const phoneBody = ({ message_options, request, client, user }) => ({
  recipient: message_options.recipient,
  text: message_options.text,
  context: {
    message_type: message_options.message_type,
    action: message_options.action,
    language: request.language ?? '', // always a string: the compilers check that
    code: message_options.code,
    ip: request.ip,
    user_agent: request.user_agent,
    request: { ip: request.ip, user_agent: request.user_agent },
    client: client && { client_id: client.client_id, name: client.name, client_metadata: client.metadata },
    user: {
      user_id: user.user_id,
      name: user.name,
      email: user.email,
      app_metadata: user.app_metadata,
      user_metadata: user.user_metadata,
    },
  },
});

const bodyOf =
  TRIGGER === 'credentials-exchange'
    ? exchangeBody
    : TRIGGER === 'pre-user-registration'
      ? preRegistrationBody
      : TRIGGER === 'post-user-registration'
        ? postRegistrationBody
        : TRIGGER === 'post-change-password'
          ? changePasswordBody
          : phoneBody;

// context.webtask had more than an Action can give: reading the rest is an error that says so.
const webtaskBase = {};
for (const key of 'body_raw create_token create_token_url headers id meta params query storage token'.split(' ')) {
  refuse(webtaskBase, 'context.webtask', key);
}

const parametersOf = (event) => {
  const body = copy(bodyOf(event));
  const secrets = { ...event.secrets };
  if (TRIGGER === 'pre-user-registration') refuse(body.user, 'user', 'password');
  const webtask = Object.assign(Object.create(webtaskBase), { body, secrets, data: { ...secrets } });
  // The compilers put webtask into the request's own context at these two, and into a copy at the others.
  const own = TRIGGER === 'credentials-exchange' || TRIGGER === 'send-phone-message';
  const context = Object.assign(own ? body.context : { ...body.context }, { webtask });
  return TRIGGER === 'credentials-exchange'
    ? [body.client, body.scope, body.audience, context]
    : TRIGGER === 'send-phone-message'
      ? [body.recipient, body.text, context]
      : [body.user, context];
};

// ---- From the Hook's outcome to the Action's api --------------------------------------------------------------------

const isScope = (scope) => typeof scope === 'string' && /^\S{1,280}$/.test(scope); // what api.transaction accepts

// Makes the changes of scope that the Hook itself made, one by one: what an earlier Action did stays. It reports
// whether the token may be issued. A token that keeps a scope that the Hook removes must not be: api.transaction is in
// Early Access, and not every tenant has it.
const applyScopes = (wanted, given, { transaction, access }) => {
  const removed = given.filter((scope) => !wanted.includes(scope));
  const added = wanted.filter((scope) => !given.includes(scope));
  const deny = (reason) => void access.deny('server_error', reason);
  if (transaction?.addTargetScope) {
    const valid = added.every(isScope) && (!added.length || wanted.length <= 1000);
    if (!valid) return deny('The added scopes are not valid');
    for (const scope of removed) transaction.removeTargetScope(scope);
    for (const scope of added) transaction.addTargetScope(scope);
  } else if (removed.length) {
    return deny('Scopes cannot be removed on this tenant');
  } else if (added.length) {
    console.log('Scopes cannot be added on this tenant: ' + added);
  }
  return true;
};

const exchange = (data, event, api) => {
  const { scope, ...claims } = Object.fromEntries(entries(data));
  const wanted = [...new Set([].concat(scope ?? []))];
  if (!applyScopes(wanted, [...new Set(scopesOf(event))], api)) return;
  for (const [name, value] of entries(claims)) api.accessToken.setCustomClaim(name, value);
};

const exchangeDenial = (message, { name }, { access }) => {
  const codes = new Map([['InvalidScopeError', 'invalid_scope'], ['InvalidRequestError', 'invalid_request']]);
  access.deny(codes.get(name) ?? 'server_error', message);
};

// Only what the Hook changes is set: an Action's effects are counted.
const setMetadata = (wanted, have, set) => {
  for (const [key, value] of entries(wanted)) {
    if (JSON.stringify(value) !== JSON.stringify(have?.[key])) set(key, value);
  }
};

const preRegistration = (data, { user }, api) => {
  setMetadata(data?.user?.user_metadata, user.user_metadata, (key, value) => api.user.setUserMetadata(key, value));
  setMetadata(data?.user?.app_metadata, user.app_metadata, (key, value) => api.user.setAppMetadata(key, value));
};

// The message of an error that was not made for the end user goes to the log alone.
const generalText = 'Something went wrong, please try again later.';
const preRegistrationDenial = (message, { name, friendlyMessage }, { access }) =>
  access.deny(message, (name === 'PreUserRegistrationError' && friendlyMessage) || generalText);

// At the other triggers a result does nothing, and an error fails the Action: the user is registered all the same, the
// password is changed, and the text message is not sent.
const [apply, deny] =
  TRIGGER === 'credentials-exchange'
    ? [exchange, exchangeDenial]
    : TRIGGER === 'pre-user-registration'
      ? [preRegistration, preRegistrationDenial]
      : [];

// Auth0 takes an async function and no other.
const handler = async (event, api) => {
  const { data, error, facts } = await call(parametersOf(event));
  if (!deny) {
    if (error) throw error;
  } else if (error) {
    // Nothing else shows where an error comes from that the script did not make for Auth0.
    if (!(error instanceof ExtensibilityUserError)) console.log(error.stack);
    deny(String(facts.message ?? ''), facts, api);
  } else {
    apply(data, event, api);
  }
};

action.exports = { [HANDLER]: handler };
