module.exports = function (user, context, callback) {
  const secrets = context.webtask.secrets;
  console.log(user);
  console.log('changed', user.email, JSON.stringify({ user, n: 1 }));
  console.error('cannot use ' + secrets.API_KEY);
  console.log(context.webtask.secrets, `${user.password}`);
  callback(null);
};
