// What follows runs the hook above as an Action. Values are copied by JSON, as between Auth0 and a Hook.
const copy = (value) => JSON.parse(JSON.stringify({ value })).value;
// How Auth0 sees the end of a call: { data }, or { error } with the properties of the error.
const seen = (reason, data, keysOf = Object.getOwnPropertyNames) => {
  try {
    if (!reason) return { data: copy(data) };
    const error = reason instanceof Error ? reason : new Error(reason.message || String(reason) || 'Unknown error');
    return { error: copy(Object.fromEntries(keysOf(error).map((key) => [key, error[key]]))) };
  } catch (cause) {
    if (reason) return seen(new Error('Error serializing error: ' + cause.message));
    return seen(new Error('Error when JSON serializing the result of the extension point'));
  }
};

// What comes first counts: the callback, or an exception, of which Auth0 sees the message alone.
const callHook = (context, ...parameters) => new Promise((resolve, reject) => {
  const promise = hook(...parameters, copy(context), (reason, data) => resolve(seen(reason, data)));
  if (promise instanceof Promise) promise.catch(reject);
}).catch((reason) => seen(reason || String(reason) || 'Unknown error', null, () => ['message']));

