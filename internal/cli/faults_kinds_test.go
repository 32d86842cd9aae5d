package cli_test

import (
	"maps"
	"strconv"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A fault is what happens to one request of a run, or to all from one on.
type fault struct {
	// Fault has in Method and Path which requests it may happen to; empty: all. Nth and Times are the case's.
	sandbox.Fault
	// connection is what happens to the connection instead.
	connection string
	// action is done when the request arrives.
	action func(b *bubble, cancel func())
	// harmless is set where a run that meets the fault once ends well all the same.
	harmless bool
	// foreign is set where the answer is not Auth0's.
	foreign bool
	// ownToken is set where the run gets its token by client credentials.
	ownToken bool
	// lasting is set for the case in which the fault goes on until the run ends.
	lasting bool
}

const (
	tooMany = `{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached",` +
		`"errorCode":"too_many_requests"}`
	oops     = `{"statusCode":500,"error":"Internal Server Error","message":"oops"}`
	notFound = `{"statusCode":404,"error":"Not Found","message":"The hook does not exist.","errorCode":"inexistent_hook"}`
	creation = "^/api/v2/(hooks|actions/actions)$"
)

// faults are what may go wrong, by name.
func faults() map[string]fault {
	all := lostAndLate()
	for _, group := range []map[string]fault{refusalFaults(), foreignFaults(), endings()} {
		maps.Copy(all, group)
	}
	return all
}

// once is a fault that a run survives where it happens to one request.
func once(f sandbox.Fault) fault { return fault{Fault: f, harmless: true} }

// refusalFaults are answers of Auth0's own.
func refusalFaults() map[string]fault {
	reset := strconv.FormatInt(time.Date(2000, 1, 1, 0, 0, 9, 0, time.UTC).Unix(), 10) // a bubble begins with the year 2000
	limited := map[string]string{"x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
	return map[string]fault{
		"429 with reset":       once(sandbox.Fault{Status: 429, Header: limited, Body: tooMany}),
		"429 bare":             once(sandbox.Fault{Status: 429, Body: tooMany}),
		"408":                  once(sandbox.Fault{Status: 408, Body: `{"statusCode":408,"error":"Request Timeout","message":"slow"}`}),
		"500":                  once(sandbox.Fault{Status: 500, Body: oops}),
		"500 after processing": once(sandbox.Fault{Status: 500, Body: oops, After: true}),
		// A deletion is done when the hook was looked for and is not there.
		"404 to a deletion":             {Fault: sandbox.Fault{Method: "DELETE", Status: 404, Body: notFound}},
		"404 to a deletion that landed": once(sandbox.Fault{Method: "DELETE", Status: 404, Body: notFound, After: true}),
	}
}

// lostAndLate are answers that do not come, or not whole, or not in time.
func lostAndLate() map[string]fault {
	return map[string]fault{
		"connection refused":       {connection: refuse, harmless: true},
		"TLS failure":              {connection: badTLS},
		"reset before processing":  once(sandbox.Fault{Drop: true}),
		"reset after processing":   once(sandbox.Fault{Drop: true, After: true}),
		"truncated body":           once(sandbox.Fault{Truncate: true, After: true}),
		"bytes after the answer":   once(sandbox.Fault{Trailing: "HTTP/1.1 200 OK\r\n::error::bytes after the answer\r\n"}),
		"stall":                    once(sandbox.Fault{Delay: time.Hour}),
		"stall after processing":   once(sandbox.Fault{Delay: time.Hour, After: true}),
		"creation lands 8 s late":  once(sandbox.Fault{Method: "POST", Path: creation, Drop: true, LandsLate: 8 * time.Second}),
		"redirect to another host": {Fault: sandbox.Fault{Redirect: "http://" + strangers + "/steal"}},
	}
}

// foreignFaults are answers of something in the place of Auth0.
func foreignFaults() map[string]fault {
	all := map[string]fault{
		"not Auth0's: not JSON":              {Fault: sandbox.Fault{Status: 200, Body: "OK, but no JSON", After: true}},
		"not Auth0's: JSON of another shape": {Fault: sandbox.Fault{Status: 200, Body: `{"surprise":[{"id":"x"}]}`, After: true}},
	}
	for name, f := range sandbox.ForeignAnswers() {
		all["not Auth0's: "+name] = fault{Fault: f}
	}
	landed := sandbox.ForeignAnswers()["gateway 404"]
	landed.After = true
	all["not Auth0's: gateway 404 after processing"] = fault{Fault: landed}
	for name, f := range all {
		f.foreign, f.harmless = true, true
		all[name] = f
	}
	return all
}

// endings end the run, or the token that it has.
func endings() map[string]fault {
	expire := func(b *bubble, _ func()) { b.auth0.ExpireTokens() }
	revoke := func(b *bubble, _ func()) { b.auth0.RevokeTokens() }
	end := func(_ *bubble, cancel func()) { cancel() }
	return map[string]fault{
		"token expired":              {action: expire},
		"token revoked":              {action: revoke},
		"own token expired":          {action: expire, ownToken: true, harmless: true},
		"own token revoked":          {action: revoke, ownToken: true, harmless: true},
		"cancelled":                  {Fault: sandbox.Fault{Delay: time.Hour}, action: end},
		"cancelled after processing": {Fault: sandbox.Fault{Delay: time.Hour, After: true}, action: end},
	}
}

// addTo arms the fault for the k-th request from now on, to the tenant or to GitHub, that it may happen to.
func (f fault) addTo(b *bubble, k int, gitHub bool, cancel func()) {
	f.Nth = k
	if f.lasting {
		f.Times = -1
	}
	if f.action != nil {
		f.Hook = func() { f.action(b, cancel) }
	}
	host, add := b.tenant, b.auth0.AddFault
	if gitHub {
		host, add = b.hub, b.github.AddFault
	}
	if f.connection != "" {
		host.harm(f.connection, k, map[bool]int{true: -1, false: 1}[f.lasting])
		return
	}
	add(f.Fault)
}
