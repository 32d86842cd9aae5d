package cli_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A mishap is what befalls a run at one of its requests.
type mishap struct {
	sandbox.Fault
	// dial is what befalls the connection instead.
	dial string
	// befall is done when the request comes.
	befall func(b *bubble, cancel func())
	// lasting mishaps go on until the run's end.
	lasting bool
	// harmless is set where the run must come to its end all the same.
	harmless bool
	// renewable runs get their own tokens.
	renewable bool
}

// mishaps are what may go wrong, by name.
func mishaps() map[string]mishap {
	page := "<html><body>Bad gateway</body></html>"
	html := map[string]string{"Content-Type": "text/html"}
	reset := strconv.FormatInt(time.Date(2000, 1, 1, 0, 0, 9, 0, time.UTC).Unix(), 10) // a bubble begins with the year 2000
	limited := map[string]string{"x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
	fault := func(f sandbox.Fault) mishap { return mishap{Fault: f, harmless: true} }
	return map[string]mishap{
		"429 with reset":          fault(sandbox.Fault{Status: 429, Header: limited, Body: tooMany}),
		"429 bare":                fault(sandbox.Fault{Status: 429, Body: tooMany}),
		"408":                     fault(sandbox.Fault{Status: 408, Body: `{"statusCode":408,"error":"Request Timeout","message":"slow"}`}),
		"500":                     fault(sandbox.Fault{Status: 500, Body: `{"statusCode":500,"error":"Internal Server Error","message":"oops"}`}),
		"500 after processing":    fault(sandbox.Fault{Status: 500, Body: `{"statusCode":500,"error":"x","message":"oops"}`, After: true}),
		"502":                     fault(sandbox.Fault{Status: 502, Body: page, Header: html}),
		"503":                     fault(sandbox.Fault{Status: 503, Body: page, Header: html}),
		"connection refused":      {dial: refuse, harmless: true},
		"reset before processing": fault(sandbox.Fault{Drop: true}),
		"reset after processing":  fault(sandbox.Fault{Drop: true, After: true}),
		"truncated body":          fault(sandbox.Fault{Truncate: true, After: true}),
		"not JSON":                {Fault: sandbox.Fault{Status: 200, Body: "OK, but no JSON", After: true}},
		"JSON of another shape":   {Fault: sandbox.Fault{Status: 200, Body: `{"surprise":[{"id":"x"}]}`, After: true}},
		"error page with 200":     {Fault: sandbox.Fault{Status: 200, Body: page, Header: html}},
		"stall":                   fault(sandbox.Fault{Delay: time.Hour}),
		"stall after processing":  fault(sandbox.Fault{Delay: time.Hour, After: true}),
		"redirect":                {Fault: sandbox.Fault{Redirect: "http://" + strangers + "/steal"}},
		"token expired":           {befall: func(b *bubble, _ func()) { b.auth0.ExpireTokens() }},
		"token revoked":           {befall: func(b *bubble, _ func()) { b.auth0.RevokeTokens() }},
		"own token expired":       {befall: func(b *bubble, _ func()) { b.auth0.ExpireTokens() }, renewable: true, harmless: true},
		"own token revoked":       {befall: func(b *bubble, _ func()) { b.auth0.RevokeTokens() }, renewable: true, harmless: true},
		"TLS failure":             {dial: badTLS},
		"cancelled":               {Fault: sandbox.Fault{Delay: time.Hour}, befall: func(_ *bubble, cancel func()) { cancel() }},
		"cancelled after":         {Fault: sandbox.Fault{Delay: time.Hour, After: true}, befall: func(_ *bubble, cancel func()) { cancel() }},
	}
}

const tooMany = `{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}`

// arm lets the mishap befall the k-th request, from now on, to the tenant or to GitHub.
func (m mishap) arm(b *bubble, k int, hub bool, cancel func()) {
	m.Nth = k
	if m.lasting {
		m.Times = -1
	}
	if m.befall != nil {
		m.Hook = func() { m.befall(b, cancel) }
	}
	host, add := b.tenant, b.auth0.AddFault
	if hub {
		host, add = b.hub, b.github.AddFault
	}
	if m.dial != "" {
		host.harm(m.dial, k, map[bool]int{true: -1, false: 1}[m.lasting])
		return
	}
	add(m.Fault)
}

// A course is one scene with one runtime, and what its run without a fault comes to.
type course struct {
	name    string
	scene   scene
	runtime string
	before  holding
	after   holding
	tenant  int // requests to it
	hub     int // requests to GitHub
}

// begin prepares a bubble for the run that meets the fault.
func (c *course) begin(t *testing.T, secure bool) *bubble {
	t.Helper()
	b := newBubble(t, secure)
	b.secrets = append(b.secrets, secretKey, secretPEM, "another value of KEY, also unseen")
	b.addOthers()
	b.inputs("runtime", c.runtime, "comment-id", "matrix")
	if c.runtime == "auto" {
		b.auth0.SetAge(sandbox.HooksGone)
	}
	c.scene.prepare(b)
	b.inputs(c.scene.inputs...)
	return b
}

// record runs without a fault.
func (c *course) record(t *testing.T) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := c.begin(t, false)
		c.before = b.holding()
		tenant, hub := len(b.auth0.Requests()), len(b.github.Requests())
		b.runIn(b.ctx).want(0)
		c.tenant, c.hub = len(b.auth0.Requests())-tenant, len(b.github.Requests())-hub
		c.after = b.holding()
	})
}

// A trial is one run of a course that meets a mishap at one request.
type trial struct {
	*course
	what string
	mishap
	k   int
	hub bool
}

func (tr trial) String() string {
	where := map[bool]string{true: "GitHub", false: "the tenant"}[tr.hub]
	lasting := map[bool]string{true: " from then on", false: ""}[tr.lasting]
	return fmt.Sprintf("%s as %s: %s at request %d to %s%s", tr.name, tr.runtime, tr.what, tr.k, where, lasting)
}

// run runs the whole program with the mishap, and then once more without, which must bring all in order.
func (tr trial) run(t *testing.T) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := tr.begin(t, tr.dial == badTLS)
		if tr.renewable {
			id, value := b.auth0.Client()
			b.without("token").inputs("client-id", id, "client-secret", value, "audience", sandbox.Audience)
		}
		ctx, cancel := context.WithCancel(b.ctx)
		defer cancel()
		seen := len(b.auth0.Requests())
		tr.arm(b, tr.k, tr.hub, cancel)
		began := time.Now()
		o := b.runIn(ctx)
		v := verdict{trial: tr, b: b, o: o, took: time.Since(began), requests: b.auth0.Requests()[seen:]}
		b.rest()
		v.check()
		b.auth0.ClearFaults()
		b.github.ClearFaults()
		b.tenant.harm("", 0, 0)
		b.hub.harm("", 0, 0)
		if !tr.renewable {
			b.token = b.auth0.Token()
			b.inputs("token", b.token)
		}
		v.checkNext(b.runIn(b.ctx))
		b.rest()
		if t.Failed() {
			t.Logf("%s\nexit code %d\n%s", tr, o.code, unmasked(o.log))
		}
	})
}

// stride is how far apart the trials are that are run: all with FULL_MATRIX=1, as CI does, and few under the race
// detector, for which CI asks by -short.
func stride() int {
	switch {
	case os.Getenv("FULL_MATRIX") != "":
		return 1
	case testing.Short():
		return 97
	}
	return 19
}

// TestFaultMatrix runs each scene with each mishap at each request, as far as stride lets it.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	var courses []*course
	for name, s := range scenes() {
		runtimes := []string{"hooks", "actions"}
		if name == "first deployment" || name == "update" {
			runtimes = append(runtimes, "auto") // on a tenant without Hooks
		}
		for _, runtime := range runtimes {
			courses = append(courses, &course{name: name, scene: s, runtime: runtime})
		}
	}
	var tally tally
	t.Cleanup(func() { t.Log(figures(courses, &tally)) })
	for _, c := range courses {
		t.Run(c.name+" as "+c.runtime, func(t *testing.T) {
			t.Parallel()
			c.record(t)
			for i, tr := range c.trials() {
				if i%stride() != 0 {
					continue
				}
				t.Run(fmt.Sprint(tr), func(t *testing.T) {
					t.Parallel()
					t.Cleanup(func() { tally.count(t.Failed()) })
					tr.run(t)
				})
			}
		})
	}
}

// figures are those of the whole matrix.
func figures(courses []*course, y *tally) string {
	positions, faults := 0, map[string]bool{}
	for _, c := range courses {
		positions += c.tenant + c.hub
		for _, tr := range c.trials() {
			faults[fmt.Sprint(tr.what, tr.lasting)] = true
		}
	}
	return fmt.Sprintf("%d scenes × %d faults × %d positions (in the mean) = %d runs, %d violations",
		len(courses), len(faults), positions/len(courses), y.runs, y.violations)
}

// trials are all trials of a course: a token's end is no matter of GitHub's, and a certificate not of its sandbox.
func (c *course) trials() []trial {
	var all []trial
	kinds := mishaps()
	for _, what := range slices.Sorted(maps.Keys(kinds)) {
		m := kinds[what]
		for _, lasting := range []bool{false, true} {
			if m.lasting = lasting; lasting && m.befall != nil {
				continue
			}
			tenant := c.tenant
			if m.renewable {
				tenant++ // the request for the token
			}
			for k := range tenant {
				all = append(all, trial{c, what, m, k + 1, false})
			}
			for k := range c.hub {
				if m.dial != badTLS && !strings.Contains(what, "token") {
					all = append(all, trial{c, what, m, k + 1, true})
				}
			}
		}
	}
	return all
}

// A tally counts runs.
type tally struct {
	mu               sync.Mutex
	runs, violations int
}

func (y *tally) count(failed bool) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.runs++
	if failed {
		y.violations++
	}
}
