// Old style: functions after their use, names from catch, loops and labels.
module.exports = function (recipient, text, context, cb) {
  var parts = split(text, 160), sent = 0;

  outer: for (var i = 0; i < parts.length; i++) {
    for (var key in countries) {
      if (recipient.indexOf(key) === 0) {
        sent++;
        continue outer;
      }
    }
  }

  try {
    check(parts);
  } catch (problem) {
    return cb(problem);
  }
  cb(null, { MessageID: sent + '-' + parts.length });
};

var countries = { 1: 'US', 49: 'DE', '+1': 'US', '+49': 'DE' };

function split(text, size) {
  return text.length <= size ? [text] : [text.slice(0, size)].concat(split(text.slice(size), size));
}

function check(parts) {
  if (parts.length > 3) throw new SendPhoneMessageError('too long');
}
