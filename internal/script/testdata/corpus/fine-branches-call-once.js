var BLOCKED = /(\+spam|no-?reply)@/i;

module.exports = function (user, context, cb) {
    if (BLOCKED.test(user.email)) {
        cb(new PreUserRegistrationError('blocked', 'This address is not possible.'));
    } else if (!user.username) {
        cb(null, { user: { user_metadata: { named: false } } });
    } else {
        switch (user.username.charAt(0)) {
            case '_':
                cb(new PreUserRegistrationError('underscore', 'Names begin with a letter.'));
                break;
            case '@':
                cb(new PreUserRegistrationError('at sign', 'Names begin with a letter.'));
                break;
            default:
                cb(null, { user: { user_metadata: { named: true } } });
        }
    }
};
