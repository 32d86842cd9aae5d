module.exports = function (client, scope, audience, context, callback) {
    const billing = audience === 'https://api.example.com/billing';

    if (!billing) {
        return callback(null, { scope: scope });
    }

    // Every application may read the catalogue of the billing API.
    const scopes = (scope || []).concat('read:catalogue');
    return callback(null, { scope: scopes, 'https://example.com/billing': true });
};
