// The world of one case: what a script finds beside its own text, the same on both sides, and a record of what it does
// there. It needs nothing of Node: `env` gives compile, builtin (a module of Node, if there is such) and turn (a
// promise that is fulfilled after all those that can be now).

// Equal values have equal texts, whatever the order of their keys.
const canonical = (value) =>
  JSON.stringify(value, (key, v) =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, v[k]]))
      : v,
  );

// The body of a request: the keys of JSON have no order.
const sent = (body) => {
  try {
    return canonical(JSON.parse(body));
  } catch {
    return body;
  }
};

// What is logged counts as it is when it is logged.
const logged = (value) => (typeof value === 'object' ? canonical(value) : String(value));

// A clock with timers that nobody waits for: `until` runs them one by one until the promise is fulfilled.
const makeClock = (env) => {
  const timers = [];
  let [now, last] = [0, 0];
  const clock = {
    now: () => Date.UTC(2026, 9, 12) + now,
    setTimeout(run, ms) {
      timers.push({ at: now + Math.max(ms || 1, 1), id: ++last, run });
      return last;
    },
    clearTimeout(id) {
      const i = timers.findIndex((timer) => timer.id === id);
      if (i >= 0) timers.splice(i, 1);
    },
    async until(promise) {
      let over = false;
      const ended = promise.then((value) => ((over = true), value));
      for (await env.turn(); !over; await env.turn()) {
        timers.sort((a, b) => a.at - b.at || a.id - b.id);
        const timer = timers.shift();
        now = timer.at;
        timer.run();
      }
      return ended;
    },
  };
  return clock;
};

// Auth0 waits no longer for a script.
const timeUp = (clock) => new Promise((resolve) => clock.setTimeout(() => resolve({ timeUp: true }), 20000));

// One answer of the network, for fetch.
const responseOf = ({ status = 200, headers = {}, body = {} }) => ({
  ok: status >= 200 && status < 300,
  status,
  statusText: String(status),
  headers: { get: (name) => headers[name.toLowerCase()] ?? null, has: (name) => name.toLowerCase() in headers },
  json: async () => JSON.parse(JSON.stringify(body)),
  text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
});

// The same for https.request: as much of Node's stream as scripts use.
const emitter = () => {
  const handlers = {};
  const on = (name, handler) => ((handlers[name] ??= []).push(handler), self);
  const self = {
    on,
    once: on,
    emit: (name, ...values) => (handlers[name] ?? []).forEach((handler) => handler(...values)),
    setEncoding: () => self,
    setTimeout: () => self,
    resume: () => self,
    destroy: () => self,
  };
  return self;
};

// A Date that keeps to the clock.
const dateOf = (clock) =>
  class extends Date {
    constructor(...values) {
      super(...(values.length ? values : [clock.now()]));
    }
    static now() {
      return clock.now();
    }
  };

// The packages that a case may require: each gives its name.
const fakePackages = ['lodash', 'lodash/fp', '@scope/pack', '@scope/pack/a/b', 'ipaddr.js', 'left-pad'];

// makeWorld gives { record, globals, clock }: globals are the values of `names`, in that order.
const names = ['console', 'require', 'fetch', 'setTimeout', 'clearTimeout', 'setImmediate', 'process', 'Date'];

const makeWorld = (spec, env, versions) => {
  const clock = makeClock(env);
  const record = { logs: [], requests: [] };
  const write = (...values) => {
    const text = values.map(logged).join(' ');
    if (!/\n\s+at /.test(text)) record.logs.push(text); // a stack is another one on each side
  };
  const console = { log: write, info: write, warn: write, error: write, debug: write };

  const answers = (spec.network ?? []).slice();
  const request = ({ method = 'GET', headers = {} }, url, body) => {
    record.requests.push(canonical({ method, url: String(url), headers, body: body && sent(String(body)) }));
    return answers.shift() ?? {};
  };
  const fetch = async (url, options = {}) => {
    const answer = request(options, url, options.body);
    if (answer.fault) throw new TypeError(answer.fault);
    return responseOf(answer);
  };

  // What a timer throws would end the process: that is no part of the outcome.
  const guarded = (handler, values) => () => {
    try {
      handler(...values);
    } catch {}
  };
  const later = (handler, ms, ...values) => clock.setTimeout(guarded(handler, values), ms);
  const https = {
    request(url, options, callback) {
      if (typeof url === 'object' && !url.href) {
        [options, callback] = [url, options];
        url = `https://${options.hostname ?? options.host}${options.path ?? '/'}`;
      }
      if (typeof options === 'function') [options, callback] = [{}, options];
      const self = emitter();
      let sent = '';
      self.write = (part) => ((sent += part), true);
      self.end = (part) => {
        const answer = request(options ?? {}, url, sent + (part ?? ''));
        later(() => {
          if (answer.fault) return self.emit('error', new Error(answer.fault));
          const response = emitter();
          response.statusCode = answer.status ?? 200;
          response.headers = answer.headers ?? {};
          callback?.(response);
          self.emit('response', response);
          response.emit('data', typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
          response.emit('end');
        });
        return self;
      };
      return self;
    },
    get: (...values) => https.request(...values).end(),
  };

  // Hooks took require('name@version'); Node, and so an Action, does not.
  const require = Object.assign(
    (id) => {
      const name = versions ? id.replace(/(.)@.*?(?=\/|$)/, '$1') : id;
      if (/^(node:)?https?$/.test(name)) return https;
      if (fakePackages.includes(name)) return { name };
      const builtin = env.builtin(name);
      if (!builtin) throw new Error(`Cannot find module '${name}'`);
      return builtin;
    },
    { resolve: (id) => `/node_modules/${id}`, cache: {} },
  );

  const nextTick = (handler, ...values) => void Promise.resolve().then(guarded(handler, values));
  const process = { nextTick, env: {}, version: 'v22.0.0' };
  const soon = (handler, ...values) => later(handler, 0, ...values);
  const globals = [console, require, fetch, later, clock.clearTimeout, soon, process, dateOf(clock)];
  return { record, globals, clock };
};

module.exports = { makeWorld, names, timeUp };
