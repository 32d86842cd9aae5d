// Works with and without the list of throw-away domains.
let disposable = [];
try {
  disposable = require('disposable-email-domains');
} catch (err) {
  disposable = ['mailinator.example.com', 'trash.example.net'];
}

const { createHash } = require('node:crypto');
const { setTimeout: delay } = require('timers/promises');
const ipaddr = require('ipaddr.js@1.9.1');

module.exports = async function (user, context, cb) {
  try {
    const denied = disposable.concat(context.webtask.secrets.DENIED.split(','));
    await delay(Math.random() * 50);

    const address = ipaddr.parse(context.request.ip);
    const id = createHash('sha256').update(user.email).digest('hex');
    console.log(id, address.kind());

    if (denied.includes(user.email.split('@')[1])) {
      return cb(new PreUserRegistrationError('denied ' + id, 'Please use another address.'));
    }
    return cb(null, {});
  } catch (err) {
    return cb(err);
  }
};
