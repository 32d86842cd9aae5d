const TEXTS = {
  en: 'You are too young.',
  de: 'Du bist zu jung.',
};

const tooYoung = (born) => new Date().getFullYear() - new Date(born).getFullYear() < 16;

module.exports = (user, context, cb) => {
  const locale = context.renderLanguage || context.requestLanguage;
  const born = user.user_metadata && user.user_metadata.born;
  const fingerprint = context.request.fingerprint;

  if (!born || tooYoung(born)) {
    const text = TEXTS[locale] || TEXTS.en;
    return cb(new PreUserRegistrationError(`born ${born}`, text));
  }

  cb(null, { user: { user_metadata: { born, locale, fingerprint, app: context.client.name } } });
};
