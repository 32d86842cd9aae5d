exports.onExecutePreUserRegistration = async (event, api) => {
  const { tenant: { id: tenant }, connection: { id, name }, request: { ip, language } = {}, secrets } = event;
  const { username, email, phone_number: phoneNumber, user_metadata, app_metadata } = event.user;
  const metadata = { user_metadata, app_metadata };
  const given = { tenant, username, email, emailVerified: false, phoneNumber, phoneNumberVerified: false, ...metadata };
  const get = () => { throw new Error('user.password is not available in an Auth0 Action'); };
  const user = Object.defineProperty(copy(given), 'password', { configurable: true, get, set() {} });
  const context = { requestLanguage: language, renderLanguage: event.transaction?.locale, request: { ip, language } };
  const { data, error } = await callHook({ ...context, connection: { id, name, tenant }, webtask: { secrets } }, user);
  const text = error?.name === 'PreUserRegistrationError' && error.friendlyMessage;
  if (error) return api.access.deny(`${error.message ?? ''}`, text || 'Something went wrong, please try again later.');
  for (const [field, set] of [['user_metadata', 'setUserMetadata'], ['app_metadata', 'setAppMetadata']]) {
    const wanted = data?.user?.[field];
    if (!(wanted instanceof Object) || Array.isArray(wanted)) continue;
    const isNew = (key) => JSON.stringify(wanted[key]) !== JSON.stringify(metadata[field]?.[key]);
    for (const key of Object.keys(wanted).filter(isNew)) api.user[set](key, wanted[key]);
  }
};
