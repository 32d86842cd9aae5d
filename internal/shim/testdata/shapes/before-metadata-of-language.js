const PLANS = { 'nb-NO': 'norway', 'de-DE': 'germany' };

/**
 * Remembers where the user came from.
 */
module.exports = (user, context, cb) => {
  const language = context.requestLanguage || 'en';
  console.log('sign-up by', context.connection.name);

  cb(null, {
    user: {
      user_metadata: { language },
      app_metadata: { plan: PLANS[language] || 'world', connection: context.connection.id },
    },
  });
};
