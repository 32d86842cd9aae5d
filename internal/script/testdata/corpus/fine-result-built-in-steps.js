module.exports = function (user, context, callback) {
  const response = {};

  if (!user.user_metadata) {
    callback(null, {});
    return;
  }

  const { given_name: given, family_name: family, ...rest } = user.user_metadata;
  response.user = {};
  response.user.user_metadata = { ...rest, initials: `${given?.[0] ?? ''}${family?.[0] ?? ''}` };

  // the CRM has identities and stats of its own
  const crm = { identities: [], stats: { visits: 0 }, clientID: 'crm' };
  response.user.app_metadata = { crm: crm.clientID, known: crm.identities.length + crm.stats.visits };

  callback(null, response);
};
