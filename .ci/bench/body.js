'use strict';

// What an application may do, from its metadata. Number %d, revision %d.
const claims = 'https://example.com/claims/';

const plans = {
  free: { requests: 100, seats: 1 },
  team: { requests: 10000, seats: 25 },
  company: { requests: 1000000, seats: 1000 },
};

function planOf(metadata) {
  const named = metadata && metadata.plan;
  return plans[named] ? named : 'free';
}

function nameOf(subject) {
  if (!subject) {
    return 'nobody';
  }
  return String(subject.id || subject.user_id || subject.name || 'unknown');
}

function audit(what, subject, plan) {
  const line = {
    what: what,
    subject: nameOf(subject),
    plan: plan,
    limits: plans[plan],
  };
  console.log(JSON.stringify(line));
}

/**
 * @param {string} plan - one of the plans above
 * @returns {object} what a token says of it, by the name of the claim
 */
function claimsOf(plan) {
  const limits = plans[plan];
  const all = {};
  all[claims + 'plan'] = plan;
  all[claims + 'requests'] = limits.requests;
  all[claims + 'seats'] = limits.seats;
  return all;
}

