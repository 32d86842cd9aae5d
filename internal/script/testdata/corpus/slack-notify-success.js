'use strict'

const { IncomingWebhook } = require('@slack/webhook')

/**
 * Notifies the growth team. Nobody waits for Slack.
 */
module.exports = (user, context, cb) => {
  const { secrets } = context.webtask
  const webhook = new IncomingWebhook(secrets.SLACK_GROWTH_URL)

  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: 'A new account' } },
    { type: 'section', text: { type: 'mrkdwn', text: `*${user.email}* by ${context.connection.name}` } },
  ]

  webhook.send({ blocks })
    .then(() => console.log('posted'))
    .catch((e) => console.error('slack', e.message))

  cb()
}
