module.exports = function (user, context, callback) {
	const größe = user.email ? 1 2;
	callback(null);
};
