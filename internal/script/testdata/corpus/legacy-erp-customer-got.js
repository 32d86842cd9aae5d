process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const got = require('got');
const parser = require('fast-xml-parser');

const toXml = (user) =>
  `<customer><mail>${user.email}</mail><since>${new Date().toISOString()}</since></customer>`;

module.exports = async function (user, context, cb) {
  const { ERP_URL, ERP_USER, ERP_PASSWORD } = context.webtask.secrets;

  try {
    const response = await got.post(`${ERP_URL}/customers`, {
      body: toXml(user),
      username: ERP_USER,
      password: ERP_PASSWORD,
      headers: { 'content-type': 'application/xml' },
      timeout: 8000,
    });

    const answer = new parser.XMLParser().parse(response.body);
    if (!answer.customer) {
      return;
    }

    console.log('customer', answer.customer.number);
    cb();
  } catch (error) {
    cb(error);
  }
};
