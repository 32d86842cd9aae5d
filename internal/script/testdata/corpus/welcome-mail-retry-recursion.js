const mailer = require('@sendgrid/mail');

module.exports = function (user, context, cb) {
  mailer.setApiKey(context.webtask.secrets.SENDGRID_KEY);

  const message = {
    to: user.email,
    from: 'hello@acme.example',
    templateId: 'd-4f1c2b3a',
    dynamic_template_data: { name: user.username || user.email },
  };

  function attempt() {
    mailer
      .send(message)
      .then(() => cb())
      .catch((err) => {
        console.log('again', err.code);
        attempt();
      });
  }

  attempt();
};
