exports.onExecutePostChangePassword = async ({ user, tenant, connection: { id, name }, secrets }) => {
  const context = {
    connection: { id, name, tenant: tenant.id },
    webtask: { secrets },
  };
  const given = copy({
    id: user.id ?? user.user_id?.replace(/^[^|]*\|/, ''),
    username: user.username,
    email: user.email,
    last_password_reset: user.last_password_reset,
  });
  const { error } = await callHook(context, given);
  if (error) throw Object.assign(new Error(), error);
};
