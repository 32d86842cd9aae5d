
exports.onExecutePostUserRegistration = async ({ user, tenant, connection, request, secrets }) => {
  const { error } = await callHook(
    copy({
      id: user.user_id.replace(/^[^|]*\|/, ''),
      tenant: tenant.id,
      username: user.username,
      email: user.email,
      emailVerified: user.email_verified,
      phoneNumber: user.phone_number,
      phoneNumberVerified: user.phone_verified,
      user_metadata: user.user_metadata,
      app_metadata: user.app_metadata,
    }),
    copy({
      requestLanguage: request?.language,
      connection: { id: connection.id, name: connection.name, tenant: tenant.id },
      webtask: { secrets: { ...secrets } },
    }),
  );
  if (error) throw Object.assign(new Error(), error);
};
