
// Sets the metadata that the hook changes.
const setMetadata = (wanted, have, set) => {
  const entries = wanted && typeof wanted === 'object' && !Array.isArray(wanted) ? Object.entries(wanted) : [];
  for (const [key, value] of entries) if (JSON.stringify(value) !== JSON.stringify(have?.[key])) set(key, value);
};

exports.onExecutePreUserRegistration = async (event, api) => {
  const { username, email, phone_number: phoneNumber, user_metadata, app_metadata } = event.user;
  const { id: tenant } = event.tenant;
  const [emailVerified, phoneNumberVerified] = [false, false]; // not in the event
  const metadata = { user_metadata, app_metadata };
  const user = copy({ tenant, username, email, emailVerified, phoneNumber, phoneNumberVerified, ...metadata });
  const get = () => { throw new Error('user.password is not available in an Auth0 Action'); };
  Object.defineProperty(user, 'password', { configurable: true, get, set() {} });
  const { request: { ip, language } = {}, transaction, connection: { id, name }, secrets } = event;
  const context = { requestLanguage: language, renderLanguage: transaction?.locale, request: { ip, language } };
  const more = { connection: { id, name, tenant }, webtask: { secrets: { ...secrets } } };
  const { data, error } = await callHook(user, copy({ ...context, ...more }));
  if (error) {
    const text = error.name === 'PreUserRegistrationError' && error.friendlyMessage;
    return api.access.deny(String(error.message ?? ''), text || 'Something went wrong, please try again later.');
  }
  setMetadata(data?.user?.user_metadata, user_metadata, (key, value) => api.user.setUserMetadata(key, value));
  setMetadata(data?.user?.app_metadata, app_metadata, (key, value) => api.user.setAppMetadata(key, value));
};
