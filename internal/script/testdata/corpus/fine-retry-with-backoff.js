// Three tries, each after a longer pause.
const PAUSES = [0, 500, 2000];

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function deliver(url, event) {
  let last;
  for (const pause of PAUSES) {
    await wait(pause);
    try {
      const res = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
      if (res.ok) return res.status;
      last = new Error('status ' + res.status);
    } catch (err) {
      last = err;
    }
  }
  throw last;
}

module.exports = function (user, context, cb) {
  const event = { type: 'signup', id: user.id, email: user.email };
  deliver(context.webtask.secrets.RECEIVER, event)
    .then((status) => console.log('delivered', status))
    .then(() => cb())
    .catch((err) => cb(err));
};
