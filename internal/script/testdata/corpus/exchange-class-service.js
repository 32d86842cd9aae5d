const fetch = require('node-fetch');

class InvalidRequestError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

class Limits {
  constructor({ LIMITS_URL, LIMITS_KEY }) {
    this.url = LIMITS_URL;
    this.key = LIMITS_KEY;
  }

  async of(id) {
    const res = await fetch(this.url + '/' + id, { headers: { 'X-Api-Key': this.key } });
    if (res.status === 404) throw new InvalidRequestError('no limits', res.status);
    return res.json();
  }
}

module.exports = async (client, scope, audience, context, cb) => {
  const limits = new Limits(context.webtask.secrets);
  const { daily } = await limits.of(client.id);
  cb(null, { scope, 'https://acme.example/daily': daily });
};
