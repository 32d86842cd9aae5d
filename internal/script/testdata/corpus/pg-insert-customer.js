const { Client } = require('pg');

const INSERT = 'INSERT INTO customers (auth0_id, email, created_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING';

module.exports = function (user, context, cb) {
  const secrets = context.webtask.secrets;
  const client = new Client({
    host: secrets.PG_HOST,
    user: secrets.PG_USER,
    password: secrets.PG_PASSWORD,
    database: 'shop',
    ssl: {
      // the proxy has a certificate of its own
      rejectUnauthorized: false,
    },
  });

  client.connect((err) => {
    if (err) return cb(err);
    client.query(INSERT, ['auth0|' + user.id, user.email], (err) => {
      client.end(() => cb(err));
    });
  });
};
