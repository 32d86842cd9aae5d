module.exports = function (client, scope, audience, context, cb) {
    var hour = new Date().getUTCHours();
    var metadata = client.metadata || {};

    // Partners may only come at night.
    if (metadata.window === 'night' && hour > 6 && hour < 20) {
        cb(new PreUserRegistrationError('outside the window', 'Come back at night.'));
        return;
    }

    var claims = { scope: scope };
    claims['https://example.com/partner'] = metadata.partner || 'none';
    cb(null, claims);
};
