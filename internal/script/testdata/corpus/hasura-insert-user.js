const HASURA = 'https://graph.example.com/v1/graphql';

const MUTATION = `mutation ($id: String!, $email: String!) {
  insert_users_one(object: {id: $id, email: $email}, on_conflict: {constraint: users_pkey, update_columns: [email]}) {
    id
  }
}`;

module.exports = function (user, context, cb) {
  const variables = { id: 'auth0|' + user.id, email: user.email };

  fetch(HASURA, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hasura-admin-secret': 'vP3sN0tRea1Lq8Zx6Rt2Wk9Yb4Jd7Hf',
    },
    body: JSON.stringify({ query: MUTATION, variables: variables }),
  })
    .then((res) => res.json())
    .then((answer) => {
      if (answer.errors) {
        throw new Error(answer.errors[0].message);
      }
      cb(null);
    })
    .catch(cb);
};
