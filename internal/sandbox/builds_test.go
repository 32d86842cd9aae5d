package sandbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBuildWalk(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		build Progress
		wait  time.Duration // between two looks
		want  []string      // the statuses seen: of the creation, then of each look
	}{
		"at once":  {Progress{}, 0, []string{"pending", "built", "built"}},
		"by looks": {Progress{Looks: 2}, 0, []string{"pending", "building", "building", "built"}},
		"by time":  {Progress{Time: 3 * time.Second}, 2 * time.Second, []string{"pending", "building", "built"}},
		"by both": {Progress{Looks: 2, Time: time.Second}, 2 * time.Second, []string{"pending", "building",
			"building", "built"}},
		"fails":         {Progress{Looks: 1, Fail: "npm ERR"}, 0, []string{"pending", "building", "failed", "failed"}},
		"fails at once": {Progress{Fail: "npm ERR"}, 0, []string{"pending", "failed"}},
		"stuck":         {Progress{Stuck: true}, time.Hour, []string{"pending", "building", "building", "building"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			tenant.SetBuild(tt.build)
			a := newAsker(t, tenant)
			created := a.must(201, "POST /actions/actions", newAction)
			got := []string{dig[string](t, created, "status")}
			for range tt.want[1:] {
				later(tenant, tt.wait)
				seen := a.must(200, "GET /actions/actions/"+dig[string](t, created, "id"), "")
				got = append(got, dig[string](t, seen, "status"))
				if dig[map[string]any](t, seen)["errors"] != nil {
					t.Error("an Action has errors: only its versions do")
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildSettlesDependencies(t *testing.T) {
	t.Parallel()
	a := newAsker(t, NewTenant())
	created := a.must(201, "POST /actions/actions", `{"name":"a","supported_triggers":[{"id":"post-login"}],`+
		`"dependencies":[{"name":"b","version":"latest","registry_url":"https://npm.example/b"}]}`)
	a.run([]step{{"GET /actions/actions/" + dig[string](t, created, "id"), "", 200,
		`"dependencies":[{"name":"b","version":"1.0.0"}]`}})
}

func TestDeployNeedsABuiltDraft(t *testing.T) {
	t.Parallel()
	const notBuilt = `"message":"A draft must be in the 'built' state before it can be deployed."}`
	tenant := NewTenant()
	tenant.SetBuild(Progress{Looks: 1})
	a := newAsker(t, tenant)
	path := createAudit(a)
	a.run([]step{
		{"POST " + path + "/deploy", "", 400, notBuilt},
		{"POST " + path + "/deploy", "", 200, `"deployed":false`}, // trying is a look
	})
	tenant.SetBuild(Progress{Fail: "npm ERR"})
	a.must(200, "PATCH "+path, `{"code":"y"}`)
	a.run([]step{
		{"POST " + path + "/deploy", "", 400, notBuilt},
		{"GET " + path, "", 200, `"status":"failed"`},
	})
	if got := tenant.Actions()[0]; got.Deploys != 1 || got.Deployed == nil || got.Deployed.Code != "x" {
		t.Errorf("%d deployments, deployed %+v, want 1 of code x", got.Deploys, got.Deployed)
	}
}

func TestDeployWalk(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		deploy Progress
		want   []string // of each look: the number of the version that runs, and whether it is the draft
	}{
		"at once":  {Progress{}, []string{"2 true", "2 true"}},
		"by looks": {Progress{Looks: 2}, []string{"1 false", "1 false", "2 true"}},
		"fails":    {Progress{Looks: 1, Fail: "no"}, []string{"1 false", "1 false", "1 false"}},
		"stuck":    {Progress{Stuck: true}, []string{"1 false", "1 false"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := NewTenant()
			id := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Code: "x", Deployed: &Version{}})
			tenant.SetDeploy(tt.deploy)
			a := newAsker(t, tenant)
			a.must(200, "PATCH /actions/actions/"+id, `{"code":"y"}`)
			a.must(200, "POST /actions/actions/"+id+"/deploy", "null")
			var got []string
			for range tt.want {
				seen := a.must(200, "GET /actions/actions/"+id, "")
				got = append(got, fmt.Sprint(
					dig[float64](t, seen, "deployed_version", "number"), dig[bool](t, seen, "all_changes_deployed")))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("looks (-want +got):\n%s", diff)
			}
			versions := a.must(200, "GET /actions/actions/"+id+"/versions", "")
			newest := dig[map[string]any](t, versions, "versions", 0)
			if failed := newest["errors"] != nil; failed != (tt.deploy.Fail != "") || newest["number"] != 2.0 {
				t.Errorf("newest version: %v", newest)
			}
		})
	}
}

func TestFailedBuildOfAnActionCreatedDeployed(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	tenant.SetBuild(Progress{Fail: "npm ERR 404"})
	a := newAsker(t, tenant)
	created := a.must(201, "POST /actions/actions", `{"name":"a","supported_triggers":[{"id":"post-login"}],"deploy":true}`)
	path := "/actions/actions/" + dig[string](t, created, "id")
	a.run([]step{
		{"GET " + path + "/versions", "", 200, `"msg":"npm ERR 404"`},
		{"GET " + path, "", 200, `"status":"failed","supported_triggers"`},
	})
	if got := tenant.Actions()[0].Versions[0]; got.Status != "failed" || !slices.Equal(got.Errors, []string{"npm ERR 404"}) {
		t.Errorf("version %+v, want a failed one", got)
	}
}

func TestOldVersionsAreForgotten(t *testing.T) {
	t.Parallel()
	tenant := NewTenant()
	id := tenant.AddAction(Action{Name: "a", Trigger: "post-login", Deployed: &Version{}})
	for range 2 * maxVersions {
		tenant.DeployCode(id, "x")
	}
	got := tenant.Actions()[0]
	if len(got.Versions) != maxVersions || got.Deployed.Number != 2*maxVersions+1 {
		t.Errorf("%d versions, number %d runs", len(got.Versions), got.Deployed.Number)
	}
}
