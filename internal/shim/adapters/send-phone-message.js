exports.onExecuteSendPhoneMessage = async ({ message_options, request, client, user, secrets }) => {
  const { recipient, text, message_type, action, code } = message_options;
  const { ip, user_agent } = request;
  const { user_id, name, email, app_metadata, user_metadata } = user;
  const context = {
    message_type, action, code, ip, user_agent,
    language: request.language ?? '',
    request: { ip, user_agent },
    client: client && { client_id: client.client_id, name: client.name, client_metadata: client.metadata },
    user: { user_id, name, email, app_metadata, user_metadata },
    webtask: { secrets },
  };
  const { error } = await callHook(context, recipient, text);
  if (error) throw Object.assign(new Error(), error);
};
