// Runs a case as a Hook under Auth0's own compilers (npm auth0-ext-compilers), and says what came of it. The webtask
// platform around them is imitated: it compiles the script, hands over the request and reads the answer.
const { makeWorld, names, timeUp } = require('./world.js');

const scope = ['exports', 'require', 'module', '__filename', '__dirname'];
const compilerNames = { 'credentials-exchange': 'client-credentials-exchange' };

// The module of a script, as webtask-runtime 2.0.0 makes it: a Module of Node's whose parent is the runtime's own.
const moduleOf = (require) => {
  const module = { id: '/hook.js', path: '/', exports: {}, filename: '/hook.js', loaded: false, children: [], require };
  return Object.assign(module, { parent: { id: 'compiler' }, paths: [] });
};

// As webtask-runtime 2.0.0 compiles: the value of the script or else its exports, and an error for anything else.
const nodejsCompiler = (env, globals) => (script, done) => {
  let hook;
  try {
    const others = names.filter((name) => name !== 'require');
    const values = names.map((name, i) => [name, globals[i]]).filter(([name]) => name !== 'require');
    const body = env.compile([...scope, ...others], script);
    const require = globals[names.indexOf('require')];
    const module = moduleOf(require);
    hook = body.call(module.exports, module.exports, require, module, '/hook.js', '/', ...values.map(([, v]) => v));
    hook = hook || module.exports;
    module.loaded = true;
  } catch (cause) {
    return done(Object.assign(new Error(cause?.message), { code: 400, details: String(cause) }));
  }
  if (typeof hook !== 'function') return done(new Error('Supplied code must return or export a function.'));
  done(null, hook);
};

const contextOf = ({ body, secrets = {} }) => ({
  body: JSON.parse(JSON.stringify(body)),
  body_raw: JSON.stringify(body),
  data: { ...secrets },
  headers: { 'content-type': 'application/json' },
  id: '1',
  params: {},
  query: {},
  secrets: { ...secrets },
  meta: {},
  storage: { get: (done) => done(null, undefined), set: (data, done) => done() },
  token: 'token',
  create_token() {},
  create_token_url() {},
});

// The answer's body, or what the platform makes of an exception: webtask-runtime 2.0.0 answers 500, which is no error
// that the script made for Auth0. Headers can be sent once.
const answerOf = (spec, env, globals, compilers) =>
  new Promise((resolve) => {
    let sent = false;
    const response = {
      writeHead() {
        if (sent) throw new Error('Cannot write headers after they are sent to the client');
        sent = true;
      },
      end: (text) => resolve(JSON.parse(text)),
    };
    const compiler = compilers[compilerNames[spec.trigger] ?? spec.trigger];
    compiler({ script: spec.script, nodejsCompiler: nodejsCompiler(env, globals) }, (error, handler) => {
      try {
        handler(contextOf(spec), { method: 'POST' }, response);
      } catch (thrown) {
        resolve({ status: 'error', data: { message: thrown?.message ?? String(thrown) } });
      }
    });
  });

// What Auth0 does with the answer, as documented for each extensibility point.
const codes = new Map([['InvalidScopeError', 'invalid_scope'], ['InvalidRequestError', 'invalid_request']]);
const outcomes = {
  'credentials-exchange'({ status, data }) {
    if (status === 'error') {
      return { denied: { code: codes.get(data.name) ?? 'server_error', description: String(data.message ?? '') } };
    }
    const { scope, ...claims } = isObject(data) ? data : {};
    return { claims, scopes: [...new Set([].concat(scope ?? []))].sort() };
  },
  'pre-user-registration'({ status, data }, { body }) {
    if (status === 'error') {
      const user = data.name === 'PreUserRegistrationError' && data.friendlyMessage ? data.friendlyMessage : null;
      return { denied: { log: String(data.message ?? ''), user } };
    }
    const merged = (key) => ({ ...body.user[key], ...(isObject(data.user?.[key]) && data.user[key]) });
    return { user_metadata: merged('user_metadata'), app_metadata: merged('app_metadata') };
  },
  'send-phone-message'({ status, data }) {
    if (status !== 'error') return { done: true };
    return { failed: data.message ?? '', ...(data.friendlyMessage && { shown: data.friendlyMessage }) };
  },
};
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const quiet = ({ status, data }) => (status === 'error' ? { failed: data.message ?? '' } : { done: true });

// runHook gives a promise of { outcome, logs, requests }.
const runHook = async (spec, env, compilers) => {
  const { record, globals, clock } = makeWorld(spec, env, true);
  const answer = await clock.until(Promise.race([answerOf(spec, env, globals, compilers), timeUp(clock)]));
  const outcome = answer.timeUp ? answer : (outcomes[spec.trigger] ?? quiet)(answer, spec);
  return { outcome, ...record };
};

module.exports = { runHook };
