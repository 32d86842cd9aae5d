// Runs the script as Node loads a module. If that fails, each call fails, as on Hooks.
let hook = () => { throw new Error('Unable to compile the extensibility code as javascript'); };
try {
  const file = { exports: {} };
  const required = Object.assign((id) => require(`${id}`.replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]+/, '$1')), require);
  const value = script.call(file.exports, file.exports, required, file, '/hook.js', '/') || file.exports;
  if (typeof value === 'function') hook = value;
} catch (cause) {
  console.log(cause);
}
