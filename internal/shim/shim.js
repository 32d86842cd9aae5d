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

// Makes a property that an Action cannot fill: to read it throws, to copy its owner passes over it.
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
let hook;
try {
  const module = { exports: {} };
  hook = action.exports
    .script(errorClasses)
    .call(module.exports, module.exports, Object.assign(versionless, require), module, '/hook.js', '/');
  hook ||= module.exports;
  if (typeof hook !== 'function') throw new Error('The script neither returns nor exports a function');
} catch (cause) {
  hook = () => {
    console.log(cause);
    throw new Error('Unable to compile the extensibility code as javascript');
  };
}

// Calls the Hook and gives { data } or { error, facts }, facts being what Auth0 would see of the error. What comes
// first counts: the callback, with its values as they are then, an exception, or the rejection of a promise that the
// Hook returns. A promise that is fulfilled says nothing: a Hook ends with its callback.
const call = (values) =>
  new Promise((settle) => {
    const fail = (reason) => {
      const error = reason instanceof Error ? reason : new Error(reason?.message || String(reason) || 'Unknown error');
      try {
        // An error travels as its own properties: an inherited name does not.
        settle({ error, facts: copy(Object.fromEntries(Object.getOwnPropertyNames(error).map((k) => [k, error[k]]))) });
      } catch (cause) {
        fail(new Error('Error serializing error: ' + cause.message));
      }
    };
    const callback = (error, data) => {
      if (error) return fail(error);
      try {
        settle({ data: copy(data) });
      } catch {
        fail(new Error('Error when JSON serializing the result of the extension point'));
      }
    };
    try {
      const result = hook(...values, callback);
      if (result instanceof Promise) result.catch(fail);
    } catch (reason) {
      fail(reason);
    }
  });

// ---- From the Action's event to the Hook's parameters ---------------------------------------------------------------

const connectionOf = (connection, tenant) => ({ id: connection.id, name: connection.name, tenant: tenant.id });
const localID = ({ user_id }) => user_id.replace(/^.*?\|/, ''); // auth0|123 is 123 to a Hook

// Each gives the request's body that a Hook would have got.
const exchangeBody = ({ client, tenant, accessToken, resource_server }) => ({
  client: { id: client.client_id, name: client.name, tenant: tenant.id, metadata: client.metadata },
  // Hooks document an array of strings, or undefined.
  scope: accessToken.scope?.length ? accessToken.scope : undefined,
  audience: resource_server.identifier,
});

const preRegistrationBody = ({ user, tenant, connection, request, transaction }) => ({
  user: {
    tenant: tenant.id,
    username: user.username,
    email: user.email,
    emailVerified: false, // an Action is not told; so it is when people sign up themselves
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
    language: request.language ?? '', // always a string, as the compilers see to
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

// context.webtask had more than an Action can give: the rest says so when it is read.
const webtaskBase = {};
for (const key of 'body_raw create_token create_token_url headers id meta params query storage token'.split(' ')) {
  refuse(webtaskBase, 'context.webtask', key);
}

const parametersOf = (event) => {
  const body = copy(bodyOf(event));
  const secrets = { ...event.secrets };
  if (TRIGGER === 'pre-user-registration') refuse(body.user, 'user', 'password');
  const webtask = Object.assign(Object.create(webtaskBase), { body, secrets, data: { ...secrets } });
  const context = { ...body.context, webtask };
  return TRIGGER === 'credentials-exchange'
    ? [body.client, body.scope, body.audience, context]
    : TRIGGER === 'send-phone-message'
      ? [body.recipient, body.text, context]
      : [body.user, context];
};

// ---- From the Hook's outcome to the Action's api --------------------------------------------------------------------

// Brings the token's scopes to what the Hook wants, and reports whether the token may be issued. A token that keeps a
// scope that the Hook takes away must not be: api.transaction is in Early Access, and not every tenant has it.
const applyScopes = (wanted, granted, { transaction, access }) => {
  const taken = granted.some((scope) => !wanted.includes(scope));
  const added = wanted.filter((scope) => !granted.includes(scope));
  if (!taken && !added.length) return true;
  if (transaction?.setTargetScopes) {
    if (wanted.length) transaction.setTargetScopes(wanted);
    else transaction.clearTargetScopes();
  } else if (taken) {
    access.deny('server_error', 'The hook takes scopes away, which an Action cannot do on this tenant');
    return false;
  } else {
    console.log('The hook adds scopes, which an Action cannot do on this tenant: ' + added);
  }
  return true;
};

const exchange = (data, event, api) => {
  const { scope, ...claims } = Object.fromEntries(entries(data));
  if (!applyScopes([].concat(scope ?? []), event.accessToken.scope ?? [], api)) return;
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

// At the other triggers a result does nothing, and an error fails the Action: the trigger goes on, a message is not sent.
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
    // The place of an error that the script did not make for Auth0 is told nowhere else.
    if (!(error instanceof ExtensibilityUserError)) console.log(error.stack);
    deny(String(facts.message ?? ''), facts, api);
  } else {
    apply(data, event, api);
  }
};

action.exports = { [HANDLER]: handler };
