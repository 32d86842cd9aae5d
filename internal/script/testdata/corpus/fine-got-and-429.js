const got = require('got');

// got repeats GET and DELETE by itself; the POST looks at the status.
module.exports = async (user, context, cb) => {
  const { DOMAIN, CLIENT_ID, CLIENT_SECRET } = context.webtask.secrets;
  const origin = `https://${DOMAIN}`;
  try {
    const grant = await got.post(`${origin}/oauth/token`, {
      json: { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET, audience: `${origin}/api/v2/` },
      responseType: 'json',
      throwHttpErrors: false,
    });
    if (grant.statusCode === 429) {
      return cb(new Error('rate limit, try again at ' + grant.headers['x-ratelimit-reset']));
    }
    const headers = { authorization: 'Bearer ' + grant.body.access_token };
    const sessions = `${origin}/api/v2/users/auth0|${user.id}/sessions`;
    const { body } = await got(sessions, { headers, responseType: 'json' });
    if (body.sessions.length > 0) {
      await got.delete(sessions, { headers });
    }
    console.log('the token expires in', grant.body.expires_in, 'seconds');
    cb();
  } catch (err) {
    cb(err);
  }
};
