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

// The scopes of a transaction, as Auth0 documents them. event.transaction.target_scopes starts as what the client may
// have, which may be more than the token asks for, and shows each change at once, to later Actions too. What the client
// grant does not have is dropped.
const transactionOf = ({ event, grant }) => {
  const granted = new Set([...(event.accessToken.scope ?? []), ...grant]);
  const token = new Set(event.accessToken.scope);
  let target = event.transaction?.target_scopes ?? [...granted];
  const check = (scopes) => {
    const fits = (scope) => typeof scope === 'string' && scope && !/\s/.test(scope) && scope.length <= 280;
    if (scopes.length > 1000 || !scopes.every(fits)) throw new TypeError('invalid target scopes');
    return scopes.filter((scope) => granted.has(scope));
  };
  const add = (scopes) => scopes.forEach((scope) => token.add(scope));
  return {
    target: () => target.slice(),
    scopes: () => [...token].filter((scope) => target.includes(scope)).sort(),
    api: {
      addTargetScope: (scope) => {
        add(check([scope]));
        target = [...new Set([...target, ...check([scope])])];
      },
      removeTargetScope: (scope) => {
        check([scope]);
        target = target.filter((other) => other !== scope);
      },
      setTargetScopes: (scopes) => {
        target = [...new Set(check(scopes))];
        add(target);
      },
      clearTargetScopes: () => void (target = []),
    },
  };
};

// The api of each trigger records into `did` what it is called with.
const cache = { get() {}, set() {}, delete() {} };
const apis = {
  'credentials-exchange': (did, spec) => ({
    access: { deny: (code, description) => void (did.denied ??= { code, description }) },
    accessToken: { setCustomClaim: (name, value) => void (did.claims[name] = value) },
    ...(spec.transaction && { transaction: did.transaction.api }),
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

// Notes the calls of an api, with their values as JSON.
const noted = (api, did, path) =>
  Object.fromEntries(
    Object.entries(api).map(([name, value]) => [
      name,
      typeof value === 'function'
        ? (...values) => (did.calls.push([path + name, JSON.stringify(values)]), value(...JSON.parse(JSON.stringify(values))))
        : noted(value, did, path + name + '.'),
    ]),
  );

// The calls that make a difference: of a denied transaction the denial, and no metadata that is there already.
const callsOf = ({ calls }, { event }) => {
  const denial = calls.find(([name]) => name === 'access.deny');
  const changes = ([name, values]) => {
    const [key, value] = JSON.parse(values);
    const have = { 'user.setUserMetadata': event.user?.user_metadata, 'user.setAppMetadata': event.user?.app_metadata }[name];
    return !have || JSON.stringify(have[key]) !== JSON.stringify(value);
  };
  return (denial ? [denial] : calls.filter(changes)).map(([name, values]) => name + values);
};

// In Actions null removes a key.
const merged = (have, set) =>
  Object.fromEntries(Object.entries({ ...have, ...set }).filter(([key, value]) => value !== null || !(key in set)));

const outcomes = {
  'credentials-exchange': (did, { accessToken }) => ({
    claims: did.claims,
    scopes: did.transaction ? did.transaction.scopes() : (accessToken.scope ?? []).slice().sort(),
  }),
  'pre-user-registration': (did, { user }) => ({
    user_metadata: merged(user.user_metadata, did.user),
    app_metadata: merged(user.app_metadata, did.app),
  }),
};
const outcomeOf = (did, { trigger, event }) =>
  did.denied ? { denied: did.denied } : (outcomes[trigger]?.(did, event) ?? { done: true });

// eventOf is what an Action gets. It must not change it, but for the scopes of the transaction, which the api changes.
const eventOf = (spec, did) => {
  const event = JSON.parse(JSON.stringify({ ...spec.event, secrets: spec.secrets ?? {} }));
  if (did.transaction) {
    event.transaction ??= {};
    Object.defineProperty(event.transaction, 'target_scopes', { enumerable: true, get: did.transaction.target });
  }
  return event;
};
const frozen = (event) => JSON.stringify(event, (key, value) => (key === 'target_scopes' ? 0 : value));

// runAction gives a promise of { outcome, logs, requests, effects, calls }: the number of the api's calls, and those that
// make a difference.
// The Actions of spec.before and spec.after are native ones of the same transaction: each is the body of a handler.
const runAction = async (spec, env) => {
  const { record, globals, clock } = makeWorld(spec, env, false);
  const did = { calls: [], claims: {}, user: {}, app: {} };
  if (spec.transaction && spec.event.accessToken) did.transaction = transactionOf(spec);
  const event = eventOf(spec, did);
  const before = frozen(event);
  const bare = (apis[spec.trigger] ?? (() => ({ cache })))(did, spec);
  const api = noted(bare, did, '');
  const others = (bodies) => (bodies ?? []).forEach((body) => env.compile(['event', 'api'], body)(event, bare));
  const execution = Promise.resolve()
    .then(() => others(spec.before))
    .then(() => load(spec, env, globals)(event, api))
    .then(() => others(spec.after))
    .then(
      () => outcomeOf(did, spec),
      (error) => ({ failed: error.message }),
    );
  const outcome = await clock.until(Promise.race([execution, timeUp(clock)]));
  if (frozen(event) !== before) outcome.mutated = true;
  return { outcome, ...record, effects: did.calls.length, calls: callsOf(did, spec) };
};

module.exports = { load, runAction };
