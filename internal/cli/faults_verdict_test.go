package cli_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// A verdict compares what a run left behind with the promises.
type verdict struct {
	faultCase
	b        *bubble
	o        outcome
	took     time.Duration
	requests []sandbox.Request // to the tenant
}

func (v verdict) errorf(format string, args ...any) {
	v.b.t.Helper()
	v.b.t.Errorf(format, args...)
}

func (v verdict) check() {
	now := v.b.state()
	v.checkOthers(now)
	v.checkCode(now)
	v.checkRows(now)
	v.checkSlots(now)
	v.checkLive(now)
	v.checkRequests()
	v.checkReport()
	if n := v.b.tenant.opened() + v.b.hub.opened(); n != 0 {
		v.errorf("%d connections are open", n)
	}
	if v.b.strangers.dialled() != 0 {
		v.errorf("a redirect to another host was followed")
	}
	if v.took > 5*time.Minute+12*time.Second {
		v.errorf("the run took %s, and its timeout is 5m", v.took)
	}
}

func (v verdict) checkOthers(now state) {
	for name, n := range now.Count {
		if n > 1 {
			v.errorf("%d of %q", n, name)
		}
	}
	if d := cmp.Diff(v.before.Others, now.Others); d != "" {
		v.errorf("others' bindings were changed (-before +now):\n%s", d)
	}
	for key, was := range v.before.Entities {
		if d := cmp.Diff(was, now.Entities[key]); d != "" && isOthers(key) {
			v.errorf("%q was changed (-before +now):\n%s", key, d)
		}
	}
}

// checkCode compares the exit code with what was done.
func (v verdict) checkCode(now state) {
	d := cmp.Diff(v.after.Entities, now.Entities)
	result := v.o.outputs["result"]
	if v.o.code == 0 && d != "" {
		v.errorf("exit code 0, but (-want +got):\n%s", d)
	}
	if v.o.code != 0 && v.o.code != 1 || (v.o.code == 1) != (result == "failed") && !v.cancelled() {
		v.errorf("exit code %d with the result %q", v.o.code, result)
	}
	if v.o.code != 0 && (v.survivable() || v.gitHub && !v.cancelled()) {
		v.errorf("exit code %d: this does not stop a deployment", v.o.code)
	}
	if v.o.code != 0 && v.foreign && !v.atTest() && !strings.Contains(v.o.log, "the answer is not Auth0's") {
		v.errorf("the log does not say that the answer is not Auth0's")
	}
}

func (v verdict) cancelled() bool { return strings.HasPrefix(v.what, "cancelled") }

// survivable reports whether the run must end well all the same. A test of a draft is repeated on 429 alone.
func (v verdict) survivable() bool {
	return v.harmless && !v.lasting && (!v.atTest() || v.Status == 429 && !v.foreign || v.connection == refuse)
}

// atTest reports whether the fault happened to the test of a draft.
func (v verdict) atTest() bool {
	i := v.k - 1
	return !v.gitHub && v.Method == "" && i < len(v.requests) && strings.HasSuffix(v.requests[i].Path, "/test")
}

// uncertain is in the error of a hook that was changed, or may have been, by a run that failed.
var uncertain = regexp.MustCompile(`answer was lost|not known|was (created|updated|deployed|written)|may have been|` +
	`could not be verified|no hook may be running|is enabled all the same|is deployed|is bound|written`)

// checkRows compares what the report says of each hook with what the tenant has.
func (v verdict) checkRows(now state) {
	for _, row := range v.o.hooksOutput() {
		name := fmt.Sprint(row["name"])
		changed := cmp.Diff(v.before.of(name), now.of(name))
		why, _ := row["error"].(string)
		switch row["result"] {
		case "skipped":
			if changed != "" || why == "" {
				v.errorf("%s is skipped (%s), but it was changed: %s", name, why, changed)
			}
		case "failed":
			if why == "" || changed != "" && !uncertain.MatchString(why) {
				v.errorf("%s failed, and yet was changed, of which the error says nothing: %s\n%s", name, why, changed)
			}
		default:
			if d := cmp.Diff(v.after.of(name), now.of(name)); d != "" {
				v.errorf("%s is %s, but (-want +got): %s", name, row["result"], d)
			}
		}
	}
}

// checkSlots: where one hook ran at a trigger and one is to run, one does, or the report says that none may.
func (v verdict) checkSlots(now state) {
	was, want := v.before.enabled(), v.after.enabled()
	for trigger, n := range now.enabled() {
		if n > 1 {
			v.errorf("%d hooks run at %s", n, trigger)
		}
	}
	for trigger := range was {
		if want[trigger] == 1 && now.enabled()[trigger] == 0 && !strings.Contains(v.o.log, "no hook may be running at "+trigger) {
			v.errorf("no hook runs at %s, and the log does not say so", trigger)
		}
	}
}

// checkLive: what was live is as it was, or as it is to be.
func (v verdict) checkLive(now state) {
	for key, was := range v.before.Entities {
		want, kept := v.after.Entities[key]
		is, there := now.Entities[key]
		if kept && (!there || is.Script != was.Script && is.Script != want.Script) {
			v.errorf("%s is neither what it was nor what it is to be: %q", key, is.Script)
		}
	}
}

var tries = regexp.MustCompile(`: try ([0-9]+):`)

// checkRequests: no request has more than five tries, and no creation is repeated blindly.
func (v verdict) checkRequests() {
	for _, m := range tries.FindAllStringSubmatch(v.o.log, -1) {
		if n, err := strconv.Atoi(m[1]); err != nil || n > 5 {
			v.errorf("a request had %s tries", m[1])
		}
	}
	if n := len(v.requests); n > 10*len(v.toTenant)+60 {
		v.errorf("%d requests, and %d where nothing is wrong", n, len(v.toTenant))
	}
	posts := map[string]int{} // by path and body: the status of the last one, until the tenant is asked
	for _, r := range v.requests {
		if r.Method == "GET" {
			clear(posts)
			continue
		}
		key := r.Path + "\n" + r.Body
		status, before := posts[key]
		refused := status/100 == 4 && status != 408 && !v.foreign
		if r.Method == "POST" && r.Path != "/oauth/token" && before && !refused {
			v.errorf("POST %s was repeated blindly after %d", r.Path, status)
		}
		if r.Method == "POST" {
			posts[key] = r.Status
		}
	}
}

// checkReport: outputs and summary are there whatever happens, and one comment at most.
func (v verdict) checkReport() {
	names := slices.Sorted(maps.Keys(v.o.outputs))
	if want := slices.Sorted(slices.Values(cli.Outputs())); v.o.summary == "" || !slices.Equal(names, want) {
		v.errorf("the summary has %d bytes, and the outputs are %v", len(v.o.summary), names)
	}
	n := len(v.b.github.Comments(1))
	if n > 1 {
		v.errorf("%d comments", n)
	}
	if v.o.outputs["comment-id"] == "" && n > 0 && !v.gitHub && !v.cancelled() {
		v.errorf("the comment's id is missing")
	}
}

// checkNext: the run after it, without a fault, repairs everything.
func (v verdict) checkNext(o outcome) {
	now := v.b.state()
	if o.code != 0 {
		v.errorf("the next run has the exit code %d\n%s", o.code, unmasked(o.log))
	}
	if d := cmp.Diff(v.after, now); d != "" {
		v.errorf("after the next run (-want +got):\n%s", d)
	}
	if n := len(v.b.github.Comments(1)); n > 1 {
		v.errorf("%d comments after the next run", n)
	}
}
