// Tells the security team.
module.exports = function (user, context, cb) {
    const event = { type: 'password', user: user.id, email: user.email, at: user.last_password_reset };

    fetch(context.webtask.secrets.SIEM_URL, {
        method: 'POST',
        headers: { authorization: context.webtask.secrets.SIEM_TOKEN },
        body: JSON.stringify(event),
    }).then(
        (res) => {
            console.log('siem', res.status);
            cb();
        },
        (err) => cb(err)
    );
};
