const mysql = require('mysql');

const pool = mysql.createPool({
  host: 'db.internal.acme.example',
  user: 'auth0',
  password: 'pW!7N0tRea1-02',
  database: 'accounts',
});

module.exports = (client, scope, audience, context, cb) => {
  pool.getConnection((err, conn) => {
    if (err) return cb(err);
    conn.query('SELECT plan FROM accounts WHERE client_id = ?', [client.id], (err, rows) => {
      conn.release();
      if (err) {
        throw err;
      }
      cb(null, { scope, 'https://acme.example/plan': rows[0] ? rows[0].plan : 'free' });
    });
  });
};
