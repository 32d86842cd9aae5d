// The legacy gateway reads its permissions as one text.
module.exports = function (client, scope, audience, context, callback) {
    var accessToken = { scope: scope };

    if (audience === 'https://gateway.example.com') {
        accessToken['https://gateway.example.com/permissions'] = scope.join(' ');
    }

    if (context.body && context.body.order_id) {
        accessToken['https://gateway.example.com/order'] = context.body.order_id;
    }

    callback(null, accessToken);
};
