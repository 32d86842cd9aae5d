// Puts the number of seats into the token.
const SEATS_URL = 'https://seats.example.com/v1/';
const seatsApiKey = 'e7Xq2N0tRea1Bn9Kw5Zs8Lm4Tv6Yp3';

exports.onExecuteCredentialsExchange = async (event, api) => {
  const response = await fetch(SEATS_URL + event.client.client_id, {
    headers: { 'x-api-key': seatsApiKey },
  });
  if (!response.ok) {
    api.access.deny('server_error', 'no seats: ' + response.status);
    return;
  }
  const { seats } = await response.json();
  api.accessToken.setCustomClaim('https://example.com/seats', seats);
};
