const { AuthenticationClient, ManagementClient } = require('auth0');

const steps = {
  async groups(event, api) {
    const groups = event.user.app_metadata.groups || [];
    api.accessToken.setCustomClaim('https://acme.example/groups', groups);
  },
  async linked(event, api, management) {
    if (event.stats.logins_count > 1 || !event.user.email_verified) return;
    const { data } = await management.usersByEmail.getByEmail({ email: event.user.email });
    const other = data.find((u) => u.user_id !== event.user.user_id);
    if (other) api.redirect.sendUserTo('https://acme.example/link');
  },
};

exports.onExecutePostLogin = async (event, api) => {
  const management = new ManagementClient({
    domain: event.secrets.DOMAIN,
    clientId: event.secrets.CLIENT_ID,
    clientSecret: event.secrets.CLIENT_SECRET,
  });
  await Promise.all(Object.values(steps).map((step) => step(event, api, management)));
};

exports.onContinuePostLogin = async function (event, api) {
  const payload = api.redirect.validateToken({ secret: event.secrets.LINK_SECRET, tokenParameterName: 'token' });
  if (payload.linked) api.authentication.setPrimaryUser(payload.primary);
};
