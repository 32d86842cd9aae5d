const got = require('got');

module.exports = (user, context, cb) => {
    const consent = (user.user_metadata || {}).consent;
    if (consent !== 'yes') {
        return cb(new PreUserRegistrationError('no consent', 'Please accept the terms.'));
    }

    // proof for the auditors
    got.post(`${context.webtask.secrets.CONSENT_URL}/entries`, {
        json: { email: user.email, at: new Date().toISOString(), ip: context.request.ip },
    });

    const app_metadata = Object.assign({ consent: true }, user.app_metadata);
    return cb(null, { user: { app_metadata } });
};
