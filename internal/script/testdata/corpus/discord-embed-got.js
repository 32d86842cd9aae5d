const got = require('got');

module.exports = async function (user, context, cb) {
    const url = context.webtask.secrets.DISCORD_WEBHOOK;
    const embed = {
        title: 'New member',
        description: user.username || user.email,
        color: 0x2ecc71,
    };

    try {
        await got.post(url, { json: { embeds: [embed] }, timeout: 3000 });
        cb();
    } catch (err) {
        // the channel may be archived
        console.error('discord', err.message);
    }
};
