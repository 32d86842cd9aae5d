const once = (fn) => {
  let done = false;
  return (...args) => {
    if (done) return;
    done = true;
    fn(...args);
  };
};

module.exports = function (user, context, cb) {
  const finish = once(cb);
  const timer = setTimeout(() => finish(null), 3000);

  fetch(context.webtask.secrets.HOOK_URL, { method: 'POST', body: JSON.stringify({ id: user.id }) })
    .then((res) => {
      if (!res.ok) throw new Error('status ' + res.status);
      finish(null);
    })
    .catch((err) => {
      console.error(err.message);
      finish(null);
    })
    .finally(() => clearTimeout(timer));
};
