module.exports = function (user, context, cb) {
    // Accounts of the phone connection have no address.
    if (!user.email) {
        cb(new Error('no e-mail address: ' + user.id));
        return;
    }

    if (user.email.endsWith('.test')) {
        console.log(`a test account of ${user.tenant}`);
        return cb(null);
    }

    console.log(user.emailVerified ? 'verified' : 'not verified');
    cb(null, { ignored: true });
};
