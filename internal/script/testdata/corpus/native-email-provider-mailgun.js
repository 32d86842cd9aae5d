const formData = require('form-data');
const Mailgun = require('mailgun.js');

class ProviderError extends Error {}

exports.onExecuteCustomEmailProvider = async (event, api) => {
  const mg = new Mailgun(formData).client({ username: 'api', key: 'N0tRea1xnjp29jd6fds4gc373sgvjx' });
  const { to, from, subject, html, text } = event.notification;

  try {
    await mg.messages.create('mg.acme.example', { to, from, subject, html, text });
  } catch (error) {
    console.error('mailgun', error.status, error.details);
    if (error.status >= 500) {
      return api.notification.retry(error.message);
    }
    throw new DeliveryError(error.message);
  }
};
