const request = require('request');

const HUBSPOT = 'https://api.hubapi.example.com/contacts/v1/contact/';

module.exports = function (user, context, callback) {
    const properties = [
        { property: 'email', value: user.email },
        { property: 'lifecyclestage', value: 'lead' },
    ];
    if (user.user_metadata && user.user_metadata.company) {
        properties.push({ property: 'company', value: user.user_metadata.company });
    }

    request({
        method: 'POST',
        url: HUBSPOT + '?hapikey=9f31deadbeef-4c7a-47e2-b1d0-77a2deadbeef',
        json: { properties: properties },
    }, function (error, response, body) {
        if (error) throw new Error(error);
        if (response.statusCode >= 400) {
            return callback(new Error('hubspot ' + response.statusCode));
        }
        console.log('contact', body.vid);
        callback();
    });
};
