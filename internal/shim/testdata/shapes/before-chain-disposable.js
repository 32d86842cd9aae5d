const check = 'https://disposable.example.com/v1/check?email=';

module.exports = function (user, context, cb) {
  fetch(check + encodeURIComponent(user.email))
    .then((res) => res.json())
    .then((answer) => {
      if (answer.disposable) {
        return cb(new PreUserRegistrationError('disposable address', 'Please use an address that lasts.'));
      }
      return cb(null, { user: { user_metadata: { checked: true } } });
    })
    .catch((err) => cb(err));
};
