module.exports = async (client, scope, audience, context, cb) => {
  const token = {
    scope,
    'https://example.com/locale': context.requestLanguage,
  };

  // where the request came from
  const ip = context.ip;
  if (ip) {
    token['https://example.com/ip'] = ip;
  }

  token['https://example.com/env'] = client.metadata && client.metadata.env;
  return cb(null, token);
};
