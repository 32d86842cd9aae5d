package cli_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/sandbox"
)

// A piece is what counts of a Hook or an Action: what runs, and where.
type piece struct {
	Trigger, Script       string
	On                    bool
	Secrets, Dependencies map[string]string
}

// A holding is what a tenant holds.
type holding struct {
	Pieces map[string]piece // by name; an Action that was never deployed is none
	Names  map[string]int   // how many there are of a name
	Others []string         // the bindings that are not of this program
}

func (e *env) holding() holding {
	h := holding{Pieces: map[string]piece{}, Names: map[string]int{}}
	for _, k := range e.auth0.Hooks() {
		h.Names[k.Name]++
		h.Pieces[k.Name] = piece{k.Trigger, k.Script, k.Enabled, k.Secrets, k.Dependencies}
	}
	bound := map[string]bool{}
	for _, b := range slices.Concat(e.auth0.Bindings("credentials-exchange"), e.auth0.Bindings("post-user-registration")) {
		bound[b.ActionID] = true
		if strings.HasPrefix(b.DisplayName, "others") {
			h.Others = append(h.Others, b.DisplayName+" "+b.ActionID)
		}
	}
	for _, a := range e.auth0.Actions() {
		h.Names[a.Name]++
		if a.Deployed == nil {
			continue
		}
		packages := map[string]string{}
		for _, d := range a.Deployed.Dependencies {
			packages[d.Name] = d.Version
		}
		h.Pieces[a.Name] = piece{a.Trigger, a.Deployed.Code, bound[a.ID], a.Deployed.Secrets, packages}
	}
	return h
}

// addOthers puts on the tenant what is somebody else's.
func (e *env) addOthers() {
	e.auth0.AddHook(sandbox.Hook{Name: "others-hook", Trigger: "send-phone-message", Script: audit, Enabled: true,
		Dependencies: map[string]string{"axios": "1.7.2"}, Secrets: map[string]string{"THEIRS": "others' own value"}})
	e.auth0.AddHook(sandbox.Hook{Trigger: "post-change-password", Script: "// nameless"})
	for _, name := range []string{"others-action", "others-second"} {
		id := e.auth0.AddAction(sandbox.Action{ID: "11111111-2222-4333-8444-5555" + strconv.Itoa(55555000+len(name)), Name: name,
			Trigger: "credentials-exchange", Code: "exports.theirs = 1", Secrets: map[string]string{"THEIRS": "others' own value"}, Deployed: &sandbox.Version{}})
		e.auth0.AddBinding(id, "others: "+name)
	}
	e.secrets = append(e.secrets, "others' own value")
}

// jsonText is v as JSON.
func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// A verdict holds what a run left behind against the promises.
type verdict struct {
	trial
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
	now := v.b.holding()
	v.checkOthers(now)
	v.checkCode(now)
	v.checkRows(now)
	v.checkSlot(now)
	v.checkRequests()
	v.checkReport()
	if n := v.b.tenant.opened() + v.b.hub.opened(); n != 0 {
		v.errorf("%d connections are open", n)
	}
	if v.b.strangers.dialled() != 0 {
		v.errorf("a redirect to another host was followed")
	}
	if v.took > 5*time.Minute+12*time.Second {
		v.errorf("the run took %s, its timeout being 5m", v.took)
	}
}

func (v verdict) checkOthers(now holding) {
	for name, n := range now.Names {
		if n > 1 {
			v.errorf("%d of the name %q", n, name)
		}
	}
	if d := cmp.Diff(v.before.Others, now.Others); d != "" {
		v.errorf("others' bindings were changed (-before +now):\n%s", d)
	}
	for name, was := range v.before.Pieces {
		if d := cmp.Diff(was, now.Pieces[name]); d != "" && (name == "" || strings.HasPrefix(name, "others")) {
			v.errorf("%q was changed (-before +now):\n%s", name, d)
		}
	}
}

// checkCode holds the exit code against what was done.
func (v verdict) checkCode(now holding) {
	d := cmp.Diff(v.after.Pieces, now.Pieces)
	result := v.o.outputs["result"]
	if v.o.code == 0 && d != "" {
		v.errorf("exit code 0, but (-want +got):\n%s", d)
	}
	cancelled := strings.HasPrefix(v.what, "cancelled")
	if v.o.code != 0 && v.o.code != 1 || (v.o.code == 1) != (result == "failed") && !cancelled {
		v.errorf("exit code %d with the result %q", v.o.code, result)
	}
	if v.o.code != 0 && (v.harmless && !v.lasting || v.hub && !cancelled) {
		v.errorf("exit code %d: this does not stop a deployment", v.o.code)
	}
}

// uncertain is in the error of a hook that was changed, or may have been, by a run that failed.
var uncertain = regexp.MustCompile(`answer was lost|not known whether|was created|was updated|written|deployed|is enabled all the same|disabled|was enabled|read back|bindings|but the answer is`)

// checkRows holds what the report says of each hook against what the tenant has.
func (v verdict) checkRows(now holding) {
	for _, row := range v.o.hooksOutput() {
		name := fmt.Sprint(row["name"])
		was, wasThere := v.before.Pieces[name]
		want, wanted := v.after.Pieces[name]
		is, there := now.Pieces[name]
		untouched := wasThere == there && cmp.Equal(was, is)
		done := wanted == there && cmp.Equal(want, is)
		why, _ := row["error"].(string)
		switch row["result"] {
		case "skipped":
			if !untouched || why == "" {
				v.errorf("%s is skipped (%s), but it was touched: %s", name, why, cmp.Diff(was, is))
			}
		case "failed":
			if why == "" || !untouched && !uncertain.MatchString(why) {
				v.errorf("%s failed, and yet was changed, of which the error says nothing: %s\n%s", name, why, cmp.Diff(was, is))
			}
		default:
			if !done {
				v.errorf("%s is %s, but (-want +got): %s", name, row["result"], cmp.Diff(want, is))
			}
		}
	}
}

// checkSlot: where a hook was enabled at a trigger there is one afterwards, and no second one; or the report tells it.
func (v verdict) checkSlot(now holding) {
	old, had := v.before.Pieces["old"]
	if !had {
		return
	}
	on := 0
	for _, name := range []string{"old", "audit"} {
		if now.Pieces[name].On {
			on++
		}
	}
	told := strings.Contains(v.o.log, "could not be enabled again") || strings.Contains(v.o.log, "stays disabled")
	if on > 1 || on == 0 && !told {
		v.errorf("%d hooks are enabled at %s, and nothing is said", on, old.Trigger)
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
	if n := len(v.requests); n > 10*v.tenant+60 {
		v.errorf("%d requests, and %d where nothing is wrong", n, v.tenant)
	}
	posts := map[string]int{} // by path and body: the status of the last one, until the tenant is asked
	for _, r := range v.requests {
		if r.Method == "GET" {
			clear(posts)
			continue
		}
		key := r.Path + "\n" + r.Body
		status, before := posts[key]
		lost := status == 0 || status == 408 || status >= 500 || status/100 == 2
		if r.Method == "POST" && r.Path != "/oauth/token" && before && lost {
			v.errorf("POST %s was repeated blindly after %d", r.Path, status)
		}
		if r.Method == "POST" {
			posts[key] = r.Status
		}
	}
}

// checkReport: outputs and summary are there whatever happens, and one comment at most.
func (v verdict) checkReport() {
	if v.o.summary == "" || len(v.o.outputs) != 9 {
		v.errorf("the summary has %d bytes, and there are %d outputs", len(v.o.summary), len(v.o.outputs))
	}
	if n := len(v.b.github.Comments(1)); n > 1 {
		v.errorf("%d comments", n)
	}
	said := slices.Sorted(maps.Keys(v.o.outputs))
	if v.hub || strings.HasPrefix(v.what, "cancelled") || v.after.Names == nil {
		return
	}
	if v.o.outputs["comment-id"] == "" && len(v.b.github.Comments(1)) > 0 {
		v.errorf("the comment's id is not told: %v", said)
	}
}

// checkNext: the run after it, without a mishap, brings everything in order.
func (v verdict) checkNext(o outcome) {
	now := v.b.holding()
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
