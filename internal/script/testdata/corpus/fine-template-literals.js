/**
 * Texts with signs that some tools fill in: here the code itself does.
 */
const GREETING = 'Hello ${name}, welcome to ${tenant}';

const fill = (text, values) =>
  Object.keys(values).reduce((out, key) => out.replace('${' + key + '}', values[key]), text);

module.exports = (client, scope, audience, context, cb) => {
  const title = `## ${client.name} ##`;
  const share = '100%% of ' + `${(scope || []).length}`;
  const pattern = "name LIKE '%%" + client.tenant + "%%'";

  const token = {
    scope,
    'https://example.com/title': title,
    'https://example.com/share': share,
    'https://example.com/filter': pattern,
    'https://example.com/greeting': fill(GREETING, { name: client.name, tenant: client.tenant }),
  };
  cb(null, token);
};
