// node differential.js COMPILERS < cases.json > results.json
// Runs each case as a Hook, as an Action and, where it has one, as its conversion to a native Action. COMPILERS is the folder
// of the installed auth0-ext-compilers.
const fs = require('fs');
const vm = require('vm');
const { isBuiltin } = require('module');
const { runAction } = require('./action.js');
const { runHook } = require('./hook.js');

const env = {
  compile: (names, code) => vm.compileFunction(code, names),
  builtin: (name) => isBuiltin(name) && require(name),
  turn: () => new Promise(setImmediate),
};

// What a script rejects where nobody listens is no part of the outcome.
process.on('unhandledRejection', () => {});

const main = async () => {
  const compilers = require(process.argv[2]);
  const cases = JSON.parse(fs.readFileSync(0, 'utf8'));
  const results = {};
  for (const spec of cases) {
    const result = { hook: await runHook(spec, env, compilers), action: await runAction(spec, env) };
    if (spec.converted) result.converted = await runAction({ ...spec, code: spec.converted }, env);
    results[spec.name] = result;
  }
  process.stdout.write(JSON.stringify(results));
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
