exports.onExecutePostLogin = async (event, api) => {
  const domain = event.secrets.AUTH0_DOMAIN;

  const grant = await fetch(`https://${domain}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: event.secrets.CLIENT_ID,
      client_secret: event.secrets.CLIENT_SECRET,
      audience: `https://${domain}/api/v2/`,
    }),
  });
  const answer = await grant.json();
  console.log('grant', JSON.stringify(answer));

  const roles = await fetch(`https://${domain}/api/v2/users/${event.user.user_id}/roles`, {
    headers: { authorization: `Bearer ${answer.access_token}` },
  });
  api.idToken.setCustomClaim('https://example.com/roles', (await roles.json()).map((r) => r.name));
};
