package auth0

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/sandbox"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

const (
	hookFile   = "module.exports = function (client, scope, audience, context, cb) { cb(null, {}); };\n"
	nativeFile = "exports.onExecutePostLogin = async (event, api) => {};\r\n"
)

// deployment is a tenant and what a run needs to write Actions on it.
type deployment struct {
	t       *testing.T
	server  *sandbox.Tenant
	engines tenant.Engines
}

// newDeployment is a run on a tenant without Hooks whose requests take some time each, on the clock of a bubble.
func newDeployment(t *testing.T, latency time.Duration) *deployment {
	t.Helper()
	server, client := newTenant(t)
	server.SetAge(sandbox.HooksGone)
	server.SetBuild(sandbox.Progress{Time: 300 * time.Millisecond})
	server.SetGate(func(sandbox.Request) { pauseFor(t, latency) })
	d := &deployment{t: t, server: server}
	d.use(client)
	return d
}

// pauseFor waits on the clock of a bubble, at most until the test ends.
func pauseFor(t *testing.T, d time.Duration) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.Context().Done():
	}
}

// use begins another run.
func (d *deployment) use(client *Client) {
	d.engines = tenant.Engines{Hooks: client.Hooks(),
		Actions: client.Actions(ActionsConfig{Scripts: parsed, Repository: "7", Path: "hooks"})}
}

func parsed(text string) *script.Script {
	s, _ := script.Parse(text)
	return s
}

// run carries out a goal and gives the requests that it made and how long it took.
func (d *deployment) run(goal tenant.Goal) ([]tenant.Result, []string, time.Duration) {
	d.t.Helper()
	goal.Repository, goal.Path, goal.Runtime = "7", "hooks", tenant.RuntimeActions
	if goal.Mode == 0 {
		goal.Mode = tenant.ModeApply
	}
	d.server.ClearRequests()
	began := time.Now()
	have, err := tenant.Look(d.t.Context(), d.engines, goal)
	if err != nil {
		d.t.Fatalf("look: %v", err)
	}
	results := tenant.Apply(d.t.Context(), d.engines, goal, tenant.Diff(goal, have), nil)
	took := time.Since(began)
	var calls []string
	for _, r := range d.server.Requests() {
		calls = append(calls, r.Method+" "+strings.TrimPrefix(r.Path, "/api/v2/actions"))
	}
	return results, calls, took
}

func (d *deployment) must(goal tenant.Goal) ([]string, time.Duration) {
	d.t.Helper()
	results, calls, took := d.run(goal)
	for _, r := range results {
		if r.Err != nil {
			d.t.Fatalf("%s: %v", r.Step.Name(), r.Err)
		}
	}
	return calls, took
}

func hookGoal(n int, change func(i int, d *tenant.Desired)) tenant.Goal {
	var goal tenant.Goal
	for i := range n {
		d := tenant.Desired{Name: fmt.Sprintf("audit %c", 'a'+i), Trigger: tenant.HookTriggers()[i%5],
			Format: tenant.FormatHook,
			Script: hookFile + fmt.Sprintf("// %d\n", i)}
		if change != nil {
			change(i, &d)
		}
		goal.Desired = append(goal.Desired, d)
	}
	return goal
}

func enabledFirst(i int, d *tenant.Desired) {
	if i < 5 {
		d.Enabled = new(true)
	}
}

func TestBindingRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refusals int
		wantMost time.Duration // beyond a run without a refusal
		wantErr  string
	}{
		"one":  {1, 3 * time.Second, ""},
		"four": {4, 10 * time.Second, ""},
		"all":  {1000, time.Minute * 2, `the deployment of "audit-a" did not take effect: after 30 tries`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDeployment(t, 50*time.Millisecond)
				d.server.SetBindingRefusals(tt.refusals)
				results, calls, took := d.run(hookGoal(1, enabledFirst))
				err := results[0].Err
				if (err == nil) != (tt.wantErr == "") || err != nil && (!strings.Contains(err.Error(), tt.wantErr) ||
					diag.Hint(err) == "") {
					t.Errorf("error %v, want %q", err, tt.wantErr)
				}
				if took > tt.wantMost+2*time.Second {
					t.Errorf("it took %s:\n%s", took, strings.Join(calls, "\n"))
				}
			})
		})
	}
}

// TestActionDeployment deploys, reads back and looks at what stands on the tenant.
func TestActionDeployment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t, time.Millisecond)
		goal := tenant.Goal{Desired: []tenant.Desired{{Name: "Greet Users", Trigger: tenant.PostLogin,
			Format: tenant.FormatAction, Script: nativeFile,
			Enabled: new(true), Dependencies: map[string]string{"lodash": "4.17.21"}}}}
		results, _, _ := d.run(goal)
		r := results[0]
		if r.Err != nil || r.Status != tenant.Created || r.Now.Version != 1 || !r.Now.IsEnabled() {
			t.Fatalf("%v: %v, %+v", r.Status, r.Err, r.Now)
		}
		a := d.server.Actions()[0]
		first, rest, _ := strings.Cut(a.Code, "\n")
		if rest != nativeFile || !strings.HasPrefix(first,
			"/*") || a.TriggerVersion != "v3" || a.Runtime != nodeRuntime {
			t.Errorf("code %q, trigger %s, runtime %s", a.Code, a.TriggerVersion, a.Runtime)
		}
		want := []sandbox.Dependency{{Name: "lodash", Version: "4.17.21"}}
		if diff := cmp.Diff(want, a.Deployed.Dependencies); diff != "" {
			t.Errorf("dependencies (-want +got):\n%s", diff)
		}
		d.server.EditCode(a.ID, a.Code+"// by hand")
		results, _, _ = d.run(goal)
		if r = results[0]; r.Status != tenant.Updated || r.Step.Change.Redo == "" || r.Now.Version != 2 {
			t.Errorf("after an edit of the draft: %v %q", r.Status, r.Step.Change.Redo)
		}
		d.server.DeployCode(a.ID, strings.Replace(a.Code, "{}", "{ return; }", 1))
		if results, _, _ = d.run(goal); results[0].Status != tenant.Updated || !results[0].Step.Drift {
			t.Errorf("after an edit of what runs: %v, drift %v", results[0].Status, results[0].Step.Drift)
		}
	})
}

func apply(ctx context.Context, engines tenant.Engines, goal tenant.Goal) error {
	have, err := tenant.Look(ctx, engines, goal)
	if err != nil {
		return err
	}
	for _, r := range tenant.Apply(ctx, engines, goal, tenant.Diff(goal, have), nil) {
		err = errors.Join(err, r.Err)
	}
	return err
}

// TestLateCreation loses the answer to a creation, which lands some seconds later.
func TestLateCreation(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{0, 4 * time.Second, 9 * time.Second} {
		t.Run(late.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDeployment(t, 10*time.Millisecond)
				d.server.AddFault(sandbox.Fault{Method: "POST", Path: "/actions/actions$", Times: 1, Drop: true,
					LandsLate: late, After: late == 0})
				results, calls, _ := d.run(hookGoal(1, enabledFirst))
				pauseFor(t, 10*time.Second)
				if r := results[0]; r.Err != nil || r.Status != tenant.Created || len(d.server.Actions()) != 1 {
					t.Errorf("%v: %v, %d Actions\n%s", r.Status, r.Err, len(d.server.Actions()),
						strings.Join(calls, "\n"))
				}
			})
		})
	}
}

// TestTriggerVersion reads the tenant's triggers where it refuses the version of the table, and not before.
func TestTriggerVersion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t, time.Millisecond)
		d.server.AddFault(sandbox.Fault{Method: "POST", Path: "/actions/actions$", Times: 1, Status: 400,
			Body: `{"statusCode":400,"error":"Bad Request","message":"no such trigger version"}`})
		e, ok := d.engines.Actions.(*ActionsEngine)
		if !ok {
			t.Fatal("another engine")
		}
		e.versions = nil
		results, calls, _ := d.run(hookGoal(1, nil))
		if err := results[0].Err; err == nil || !strings.Contains(err.Error(), "no such trigger version") {
			t.Errorf("error %v: the version was right", err)
		}
		if !slices.Contains(calls, "GET /triggers") {
			t.Errorf("the triggers were not read: %v", calls)
		}
		if want := map[string]string{"post-login": "v3",
			"send-phone-message": "v2"}; e.versions["post-login"] != want["post-login"] ||
			e.versions["send-phone-message"] != want["send-phone-message"] {
			t.Errorf("versions %v", slices.Sorted(maps.Keys(e.versions)))
		}
	})
}

// TestAdopt takes over an Action that others made, and keeps what was not given.
func TestAdopt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t, time.Millisecond)
		id := d.server.AddAction(sandbox.Action{Name: "Theirs", Trigger: "post-login", Code: nativeFile,
			Runtime: "node18-actions",
			Dependencies: []sandbox.Dependency{{Name: "lodash",
				Version: "4.17.21"}}, Secrets: map[string]string{"KEY": "value"}, Deployed: &sandbox.Version{}})
		d.server.AddBinding(id, "Shown")
		goal := tenant.Goal{Desired: []tenant.Desired{{Name: "Theirs", Trigger: tenant.PostLogin,
			Format: tenant.FormatAction, Script: nativeFile + "// edited\n"}}}
		if results, _, _ := d.run(goal); results[0].Err == nil || d.server.Writes() > 0 {
			t.Error("it was taken over unasked")
		}
		goal.Desired[0].Adopt = true
		results, _, _ := d.run(goal)
		a := d.server.Actions()[0]
		if r := results[0]; r.Err != nil || r.Status != tenant.Updated || !r.Step.Change.Adopts || r.Step.Change.Redo == "" {
			t.Errorf("%v: %v, %+v", r.Status, r.Err, r.Step.Change)
		}
		if a.ID != id || a.Secrets["KEY"] != "value" || len(a.Deployed.Dependencies) != 1 || a.Deployed.Runtime != nodeRuntime ||
			d.server.Bindings("post-login")[0].DisplayName != "Shown" {
			t.Errorf("%+v", a)
		}
		if results, _, _ = d.run(goal); results[0].Status != tenant.Unchanged {
			t.Errorf("the next run: %v", results[0].Status)
		}
	})
}

// newClientOf is another client of a tenant, as another run has.
func newClientOf(t *testing.T, server *sandbox.Tenant) *Client {
	t.Helper()
	return newClient(t, server, Config{Token: secret.New(server.Token())})
}
