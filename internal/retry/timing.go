package retry

import "time"

// Every time and count of this package. Where the source is "own", the reason is all there is.
const (
	// maxTries is how often one request is sent at most. Reason: .5+1+2+4 s of waits outlast a restart of a server, and no
	// more. Source: own.
	maxTries = 5
	// tryTimeout bounds one try, the reading of its answer included. Reason: the slowest recorded answer took under a second;
	// gateways give up after 30 or 60 s. Source: own.
	tryTimeout = 30 * time.Second

	// firstWait, growthFactor and longestWait make the wait before a further try where the server asks for none; each is by
	// half longer or shorter, so that clients do not return together.
	// Source: https://pkg.go.dev/github.com/cenkalti/backoff/v4#ExponentialBackOff.
	firstWait    = 500 * time.Millisecond
	growthFactor = 2
	longestWait  = 30 * time.Second

	// gitHubWait is the least wait after a refusal by GitHub that names none.
	// Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api.
	gitHubWait = time.Minute

	// resetDelay is how much later than stated a bucket is taken to be refilled. Reason: clocks differ a little. Source: own.
	resetDelay = 20 * time.Millisecond
	// probeInterval is the wait for a token where neither a rate nor a reset is known. Reason: a reset is stated in whole
	// seconds. Source: own.
	probeInterval = time.Second

	// smallestLimit is how many requests are sent at once before an answer states the limit. Reason: no published plan allows
	// fewer. Source: that of publishedRate.
	smallestLimit = 2

	// connections to one host. Reason: as many as hooks are deployed side by side. Source: own.
	connections = 16
	// maxRedirects is as many as net/http follows by itself.
	maxRedirects = 10
)

// Bounds of the bodies that are read, in bytes: of an error, and of any other answer. A thousand hooks with scripts of 30 kB
// make a list of 30 MB.
const (
	maxErrorBody = 1 << 20
	maxBody      = 32 << 20
)

// publishedRate is the lowest rate, in requests a second, of all plans whose rate limit of the Management API allows limit
// requests at once, or fewer; 0 where there is no such plan. The other plans answer with more remaining requests than the
// rate explains, and those are used at once.
//
// https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations
func publishedRate(limit int) float64 {
	switch {
	case limit >= 50: // Enterprise: 16 a second; private clouds with 50 at once and more have 50 a second and more
		return 16
	case limit >= 2: // Free: 2 a second; an Enterprise's development tenant has 10 at once and 2 a second
		return 2
	}
	return 0
}
