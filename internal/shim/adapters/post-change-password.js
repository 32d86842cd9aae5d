
exports.onExecutePostChangePassword = async ({ user, tenant, connection, secrets }) => {
  const { error } = await callHook(
    copy({
      id: user.id ?? user.user_id?.replace(/^[^|]*\|/, ''),
      username: user.username,
      email: user.email,
      last_password_reset: user.last_password_reset,
    }),
    copy({
      connection: { id: connection.id, name: connection.name, tenant: tenant.id },
      webtask: { secrets: { ...secrets } },
    }),
  );
  if (error) throw Object.assign(new Error(), error);
};
