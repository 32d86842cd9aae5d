module.exports = (user, context, callback) => {
  const plan = 'free'

  // everything a new account starts with
  const defaults = {
    plan,
    credits: 100,
    locale: context.requestLanguage || 'en',
  }

  user.app_metadata = { ...defaults, ...user.app_metadata }
  user.user_metadata = user.user_metadata || {}
  user.user_metadata.newsletter = false

  callback(null, user)
}
