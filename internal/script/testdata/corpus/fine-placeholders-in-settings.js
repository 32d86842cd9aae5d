// Settings for the docs of our platform team. Nothing in here is secret.
const settings = {
  client_id: 'PmX3kQ8sVw0Zt5Rb1Yc7Ld2Nf6Hj9Ga4',
  client_secret: 'YOUR_CLIENT_SECRET',
  apiKey: '<your api key>',
  password: '********',
  token: process.env.PLATFORM_TOKEN,
  tokenEndpoint: 'https://platform.example.com/token',
  secretName: 'PLATFORM_SIGNING_SECRET',
  passwordResetUrl: 'https://platform.example.com/reset?step=password&token=',
  authorization: '',
};

module.exports = function (client, scope, audience, context, cb) {
  const claims = { scope };
  const ours = client.id === settings.client_id;

  claims['https://example.com/platform'] = ours;
  claims['https://example.com/token_endpoint'] = settings.tokenEndpoint;
  if (ours) {
    claims['https://example.com/reset'] = settings.passwordResetUrl;
  }
  cb(null, claims);
};
