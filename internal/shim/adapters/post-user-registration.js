exports.onExecutePostUserRegistration = async ({ user, tenant, connection: { id, name }, request, secrets }) => {
  const context = {
    requestLanguage: request?.language,
    connection: { id, name, tenant: tenant.id },
    webtask: { secrets },
  };
  const { username, email, user_metadata, app_metadata } = user;
  const given = copy({
    id: user.user_id.replace(/^[^|]*\|/, ''),
    tenant: tenant.id, username, email,
    emailVerified: user.email_verified,
    phoneNumber: user.phone_number,
    phoneNumberVerified: user.phone_verified,
    user_metadata, app_metadata,
  });
  const { error } = await callHook(context, given);
  if (error) throw Object.assign(new Error(), error);
};
