// What follows runs the hook above as an Action. Values are copied by JSON, as between Auth0 and a Hook.
const copy = (value) => JSON.parse(JSON.stringify({ value })).value;

// Gives { data } or { error }, as Auth0 would see them. What comes first counts: the callback, with its values as they
// are then, or an exception, of which Auth0 sees the message alone.
const callHook = (...parameters) =>
  new Promise((resolve) => {
    const settle = (reason, data, keysOf = Object.getOwnPropertyNames) => {
      try {
        if (!reason) return resolve({ data: copy(data) });
        const error = reason instanceof Error ? reason : new Error(reason.message || String(reason) || 'Unknown error');
        resolve({ error: copy(Object.fromEntries(keysOf(error).map((key) => [key, error[key]]))) });
      } catch (cause) {
        const result = 'Error when JSON serializing the result of the extension point';
        settle(new Error(reason ? 'Error serializing error: ' + cause.message : result));
      }
    };
    const fail = (reason) => settle(reason || new Error(String(reason) || 'Unknown error'), null, () => ['message']);
    try {
      const promise = hook(...parameters, (reason, data) => settle(reason, data));
      if (promise instanceof Promise) promise.catch(fail);
    } catch (reason) {
      fail(reason);
    }
  });
