package auth0

import "time"

// Every time and count of the protocols of this package. Those of one request are in package retry. Where the source is
// "own", the reason is all there is.
const (
	// minVerificationDelay is the least time between a run's last write and the read that verifies it, slowFactor how many of
	// the slowest answers it lasts else, maxVerificationDelay its most. Reason: a concurrent run reads, decides and writes in
	// that time. Source: .github/ARCHITECTURE.md, "Races".
	minVerificationDelay = 400 * time.Millisecond
	slowFactor           = 3
	maxVerificationDelay = 15 * time.Second
	// verificationPoll is the first wait between two verifying reads where one does not show yet what this run wrote or deleted,
	// and verificationTime how long they go on. Reason: lists lag behind writes. Source: own.
	verificationPoll = 400 * time.Millisecond
	verificationTime = 15 * time.Second

	// tokenRounds is how often a token is asked for, each time with all the tries of a request, and tokenPause the wait
	// between. Reason: all hooks of a run need the one token, so a restart of the server is worth waiting out. Source: own.
	tokenRounds = 2
	tokenPause  = 5 * time.Second

	// assertionBackdate is how far back a client assertion is dated, assertionLife how long it is valid from now on. Reason:
	// clocks differ. Auth0 accepts 5 minutes at most, and 10 s of skew. Source:
	// https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt.
	assertionBackdate = 30 * time.Second
	assertionLife     = 2 * time.Minute
	// maxSkew is the difference of two clocks from which a refused token request is put down to it. Reason: an assertion
	// outlasts a smaller one. Source: own.
	maxSkew = time.Minute

	// firstPoll is the time between the write of a draft and the first look at its build; each further wait is half as long again, and
	// lastPoll the longest. Reason: without packages a draft is built within 0.8 s, with some in 2 to 45 s, and a
	// tenant of the Free plan answers two requests a second in all. Sources: recorded traffic;
	// https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy.
	firstPoll = 400 * time.Millisecond
	lastPoll  = 2 * time.Second
	// gatherTime is how long a look waits for other Actions of the run that are on their way, so that one listing serves them all.
	// Source: own.
	gatherTime = 50 * time.Millisecond
	// maxBindingRefusals is how often a trigger's list is written while the tenant says that an Action in it has not been
	// deployed yet. With the waits of a poll that is a minute; a deployment takes seconds. Source: own.
	maxBindingRefusals = 30
	// maxDeployments is how often a draft is deployed while the tenant says that it is not built. Source: own.
	maxDeployments = 30
	// maxLostWrites is how often a trigger's list is written, or a draft deployed, while the answers are lost. Source: own.
	maxLostWrites = 5
	// parallelWrites is how many Actions' requests are under way at once; a build is waited for without one. Source: own.
	parallelWrites = 32

	// parallel is how many requests one reading makes side by side; the pace bounds them further. Source: own.
	parallel = 8
	// listReadings is how often a list that changes between two of its pages is read. Source: own.
	listReadings = 3
)

// Sizes that the API sets or that bound what is read.
const (
	// hooksPerPage is the most that the API gives at once. Source: https://auth0.com/docs/api/management/v2/hooks/get-hooks.
	hooksPerPage = 100
	// maxHookSecrets is how many secrets a Hook may have. Source: https://auth0.com/docs/customize/hooks/hook-secrets.
	maxHookSecrets = 20
	// actionsPerPage and bindingsPerPage are page sizes that the API is known to serve; its default is 20. Source: recorded traffic.
	actionsPerPage, bindingsPerPage = 100, 50
	// maxActionSecrets, maxActions and maxActionsPerTrigger are what a tenant allows, others' Actions included. Source:
	// https://auth0.com/docs/troubleshoot/customer-support/operational-policies/entity-limit-policy. How many packages and how
	// much code an Action may have is in package shim.
	maxActionSecrets, maxActions, maxActionsPerTrigger = 30, 100, 20
	// maxList bounds a list, in bytes: a tenant's hooks, or Actions with their code twice, have a quarter of that at most.
	maxList = 64 << 20
	// maxToken bounds an access token, in bytes. It is more than any server accepts in a header.
	maxToken = 64 << 10
	// maxAssertion bounds a client assertion, in bytes. Source: that of assertionLife.
	maxAssertion = 2048
	// maxMessage, maxCode, maxType and maxExcerpt are how many characters of a server's text an error shows.
	maxMessage, maxCode, maxType, maxExcerpt = 300, 60, 60, 120
)
