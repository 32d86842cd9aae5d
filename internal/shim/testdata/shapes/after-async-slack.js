module.exports = async (user, context, cb) => {
  const name = user.username || user.email || user.phoneNumber

  try {
    const res = await fetch(context.webtask.secrets.SLACK_URL, {
      method: 'POST',
      body: JSON.stringify({ text: `:tada: ${name} by ${context.connection.name}` }),
    })
    if (!res.ok) throw new Error('slack: ' + res.status)
    return cb()
  } catch (err) {
    // shown in the log of the tenant
    return cb(err)
  }
}
