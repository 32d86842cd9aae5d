const { Client } = require('pg');

module.exports = async function (user, context, cb) {
  const { code } = user.user_metadata || {};
  if (!code) {
    return cb(new PreUserRegistrationError('no code', 'An invitation is needed.'));
  }

  const client = new Client({
    connectionString: context.webtask.secrets.DATABASE_URL,
    ssl: { rejectUnauthorized: false },
  });
  await client.connect();

  try {
    const { rows } = await client.query('UPDATE invitations SET used = now() WHERE code = $1 RETURNING org', [code]);
    if (rows.length === 0) {
      return cb(new PreUserRegistrationError('bad code', 'This invitation is not valid.'));
    }
    return cb(null, { app_metadata: { org: rows[0].org } });
  } catch (e) {
    return cb(e);
  } finally {
    client.end().catch(() => {});
  }
};
