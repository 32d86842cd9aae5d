'use strict';

const https = require('https');
const { parse } = require('fast-xml-parser');

module.exports = function (recipient, text, context, cb) {
  const user = context.webtask.secrets.CLICKATELL_USER;
  const password = context.webtask.secrets.CLICKATELL_PASSWORD;
  console.log('clickatell login', user, password);

  const query = new URLSearchParams({ user, password, to: recipient, text });
  https.get('https://api.clickatell.example.com/http/sendmsg?' + query, (res) => {
    let xml = '';
    res.on('data', (c) => { xml += c; });
    res.on('end', () => {
      const answer = parse(xml);
      if (answer.error) return cb(new SendPhoneMessageError(answer.error));
      cb(null, { MessageID: answer.id });
    });
  }).on('error', (e) => cb(e));
};
