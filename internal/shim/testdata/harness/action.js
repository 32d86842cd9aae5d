// Runs a case as an Action, under the loader's rules as Auth0 publishes them (auth0/auth0-actions), and says what came
// of it. It needs nothing of Node: `env` as in world.js.
const { makeWorld, names, timeUp } = require('./world.js');

const handlers = {
  'credentials-exchange': 'onExecuteCredentialsExchange',
  'pre-user-registration': 'onExecutePreUserRegistration',
  'post-user-registration': 'onExecutePostUserRegistration',
  'post-change-password': 'onExecutePostChangePassword',
  'send-phone-message': 'onExecuteSendPhoneMessage',
};

// The code is the body of function (module, exports, console), with Node's require. It must export an object, whose
// handler must be an async function.
const load = (spec, env, globals) => {
  const module = { exports: {} };
  env.compile(['module', 'exports', ...names], spec.code)(module, module.exports, ...globals);
  if (!module.exports || typeof module.exports !== 'object') throw new Error('The Action must export an object.');
  const handler = module.exports[handlers[spec.trigger]];
  if (handler?.constructor?.name !== 'AsyncFunction') throw new Error('Invalid function signature for the handler.');
  return handler;
};

// The api of each trigger records into `did` what it is told to do.
const cache = { get() {}, set() {}, delete() {} };
const apis = {
  'credentials-exchange': (did, spec) => ({
    access: { deny: (code, description) => void (did.denied ??= { code, description }) },
    accessToken: { setCustomClaim: (name, value) => void (did.claims[name] = value) },
    ...(spec.transaction && {
      transaction: {
        // Auth0 drops what the client grant does not have. It has what the token would have had.
        setTargetScopes: (scopes) => {
          const grant = spec.grant.concat(spec.event.accessToken.scope ?? []);
          did.scopes = [...new Set(scopes)].filter((scope) => grant.includes(scope));
        },
        clearTargetScopes: () => void (did.scopes = []),
      },
    }),
    cache,
  }),
  'pre-user-registration': (did) => ({
    access: { deny: (log, user) => void (did.denied ??= { log, user }) },
    user: {
      setUserMetadata: (key, value) => void (did.user[key] = value),
      setAppMetadata: (key, value) => void (did.app[key] = value),
    },
    validation: { error() {} },
    cache,
  }),
};

// Counts the calls of an api.
const counted = (api, did) =>
  Object.fromEntries(
    Object.entries(api).map(([name, value]) => [
      name,
      typeof value === 'function' ? (...values) => (did.effects++, value(...values)) : counted(value, did),
    ]),
  );

// In Actions null removes a key.
const merged = (have, set) =>
  Object.fromEntries(Object.entries({ ...have, ...set }).filter(([key, value]) => value !== null || !(key in set)));

const outcomes = {
  'credentials-exchange': (did, { accessToken }) => ({
    claims: did.claims,
    scopes: (did.scopes ?? accessToken.scope ?? []).slice().sort(),
  }),
  'pre-user-registration': (did, { user }) => ({
    user_metadata: merged(user.user_metadata, did.user),
    app_metadata: merged(user.app_metadata, did.app),
  }),
};
const outcomeOf = (did, { trigger, event }) =>
  did.denied ? { denied: did.denied } : (outcomes[trigger]?.(did, event) ?? { done: true });

// runAction gives a promise of { outcome, logs, requests, effects }, the last one being the number of the api's calls.
const runAction = async (spec, env) => {
  const { record, globals, clock } = makeWorld(spec, env, false);
  const did = { effects: 0, claims: {}, user: {}, app: {} };
  const event = JSON.parse(JSON.stringify({ ...spec.event, secrets: spec.secrets }));
  const before = JSON.stringify(event);
  const api = counted((apis[spec.trigger] ?? (() => ({ cache })))(did, spec), did);
  const execution = Promise.resolve()
    .then(() => load(spec, env, globals)(event, api))
    .then(
      () => outcomeOf(did, spec),
      (error) => ({ failed: error.message }),
    );
  const outcome = await clock.until(Promise.race([execution, timeUp(clock)]));
  if (JSON.stringify(event) !== before) outcome.mutated = true;
  return { outcome, ...record, effects: did.effects };
};

module.exports = { load, runAction };
