// node bench.js < cases.json
// Prints, for each case, the microseconds that a call of the hook takes, directly and as an Action.
const fs = require('fs');
const vm = require('vm');
const { load } = require('./action.js');

const env = { compile: (names, code) => vm.compileFunction(code, names) };
const nothing = () => {};
const api = {
  access: { deny: nothing },
  accessToken: { setCustomClaim: nothing },
  user: { setUserMetadata: nothing, setAppMetadata: nothing },
};

const parameters = ['client', 'user', 'recipient', 'text', 'scope', 'audience', 'context'];

const directly = ({ script, body }) => {
  const module = { exports: {} };
  env.compile(['exports', 'require', 'module'], script)(module.exports, require, module);
  const values = parameters.filter((name) => name in body || name === 'context').map((name) => body[name]);
  return () => new Promise((resolve) => module.exports(...values, resolve));
};

const asAction = (spec) => {
  const handler = load(spec, env, [console, require]);
  return () => handler(spec.event, api);
};

const time = async (call, times) => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i++) await call();
  return Number(process.hrtime.bigint() - start) / 1000 / times;
};

(async () => {
  const results = {};
  for (const spec of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    const calls = { direct: directly(spec), action: asAction(spec) };
    results[spec.name] = {};
    for (const [name, call] of Object.entries(calls)) {
      await time(call, 5000); // until it is compiled
      results[spec.name][name] = await time(call, 20000);
    }
  }
  process.stdout.write(JSON.stringify(results));
})();
