// Send phone message: sends the one-time code as an SMS through Twilio.
//
// Secrets: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN
//          TWILIO_FROM  a number of yours, +15550100, or the id of a messaging service, MG…

module.exports = function (recipient, text, context, callback) {
  if (context.message_type === 'voice') {
    callback(new SendPhoneMessageError('only text messages can be sent, not calls'));
    return;
  }
  sendSms(recipient, text, context.webtask.secrets).then(
    (id) => callback(null, { MessageID: id }),
    (error) => callback(new SendPhoneMessageError('send an SMS with Twilio: ' + error.message)),
  );
};

// sendSms makes one request: repeating one whose answer was lost could send a second message.
async function sendSms(recipient, text, secrets) {
  const account = secrets.TWILIO_ACCOUNT_SID;
  const from = secrets.TWILIO_FROM;
  const response = await fetch('https://api.twilio.com/2010-04-01/Accounts/' + encodeURIComponent(account) + '/Messages.json', {
    method: 'POST',
    headers: { authorization: 'Basic ' + Buffer.from(account + ':' + secrets.TWILIO_AUTH_TOKEN).toString('base64') },
    body: new URLSearchParams({ To: e164(recipient), Body: text, [from.startsWith('MG') ? 'MessagingServiceSid' : 'From']: from }),
    signal: AbortSignal.timeout(8000),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error('status ' + response.status + ', code ' + answer.code);
  }
  return answer.sid;
}

// e164 writes a number as Twilio wants it: 1-808-555-5555 is +18085555555.
function e164(number) {
  return '+' + number.replace(/\D/g, '');
}
