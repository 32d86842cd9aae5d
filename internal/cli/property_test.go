package cli_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// Whatever a tenant holds and whatever files say: plan, apply, and the plan after it is empty; and what is exported is
// unchanged when it is applied.
func TestPlanApplyPlanExportApply(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := randomEnv(t, rand.New(rand.NewPCG(seed, 3)))
			before := e.auth0.Writes()
			planned := e.inputs("mode", "plan").run().want(0, "result", "planned")
			if n := e.auth0.Writes() - before; n != 0 {
				t.Errorf("a plan made %d writes", n)
			}
			e.inputs("mode", "apply").run().want(0, "changed", planned.outputs["changed"])
			e.inputs("mode", "plan").run().want(0, "changed", "false")
			e.inputs("mode", "export", "hooks-path", "out").run().want(0, "result", "exported")
			e.inputs("mode", "apply", "variables", `{"ONE_K": "a value for the key", "TWO_K": "a value for the key", "THREE_K": "a value for the key"}`)
			e.run().want(0, "result", "unchanged", "changed", "false")
		})
	}
}

// randomEnv has a tenant of any age with random hooks, and random files with pruning and exchanges allowed.
func randomEnv(t *testing.T, rnd *rand.Rand) *env {
	t.Helper()
	e := newSetEnv(t, "audit.js", audit)
	e.inputs("runtime", "auto", "prune", "true", "replace-enabled", "true")
	age := []sandbox.Age{sandbox.HooksOn, sandbox.HooksReadOnly, sandbox.HooksGone}[rnd.IntN(3)]
	ended := age == sandbox.HooksGone
	pick := func(options ...string) string { return options[rnd.IntN(len(options))] }
	taken := false
	for _, name := range []string{"one", "two", "three"} {
		if !ended && rnd.IntN(2) == 0 {
			on := !taken && rnd.IntN(2) == 0
			taken = taken || on
			h := sandbox.Hook{Name: name, Trigger: "credentials-exchange", Enabled: on, Script: pick(audit, audit+"//\n")}
			if rnd.IntN(2) == 0 {
				h.Secrets = map[string]string{"K": "a value for the key"}
			}
			e.auth0.AddHook(h)
		}
	}
	e.auth0.SetAge(age)
	slot := pick("one", "two", "three", "none")
	for _, name := range []string{"one", "two", "three"} {
		more := pick("", `, "enabled": false`, `, "dependencies": {}`)
		if name == slot {
			more = `, "enabled": true`
		}
		more += pick("", `, "secrets": {}`)
		if rnd.IntN(4) > 0 || name == "one" {
			e.file("set/hooks/"+name+".json", hookFile(name, more))
		}
	}
	return e
}

// BenchmarkPace deploys 100 hooks to a tenant whose bucket takes 10 at once and 10 a second: it should take as long as the
// bucket makes it, and draw no 429. The ratio is the time taken to (N − B)/R.
func BenchmarkPace(b *testing.B) {
	const hooks, burst, rate = 100, 10, 10
	for range b.N {
		tenant := sandbox.NewTenant()
		address, stop := tenant.Start()
		tenant.SetBucket(burst, rate)
		vars := map[string]string{"GITHUB_WORKSPACE": b.TempDir(), "GITHUB_ACTIONS": "true", "INPUT_DOMAIN": address, "INPUT_TOKEN": tenant.Token(),
			"INPUT_HOOKS-PATH": "set.yaml", "INPUT_COMMENT": "never", "INPUT_RUNTIME": "hooks"}
		writeSet(b, vars["GITHUB_WORKSPACE"], hooks)
		var log bytes.Buffer
		began := time.Now()
		if code := cli.Run(b.Context(), nil, func(name string) string { return vars[name] }, &log, &log); code != 0 {
			b.Fatalf("exit code %d\n%s", code, &log)
		}
		took := time.Since(began)
		stop()
		refused := 0
		requests := tenant.Requests()
		for _, r := range requests {
			if r.Status == 429 {
				refused++
			}
		}
		ideal := time.Duration(float64(len(requests)-burst) / rate * float64(time.Second))
		b.ReportMetric(float64(len(requests)), "requests")
		b.ReportMetric(float64(refused), "429s")
		b.ReportMetric(float64(took)/float64(ideal), "ratio")
		if !strings.Contains(log.String(), " of 100 done") {
			b.Error("a run of some seconds did not say how far it was")
		}
	}
}

// writeSet writes a set of hooks in one YAML file.
func writeSet(tb testing.TB, workspace string, hooks int) {
	tb.Helper()
	var set strings.Builder
	set.WriteString("hooks:\n")
	for i := range hooks {
		fmt.Fprintf(&set, "  - name: hook %d\n    triggerId: credentials-exchange\n    script: ./audit.js\n", i)
	}
	for name, text := range map[string]string{"set.yaml": set.String(), "audit.js": audit} {
		if err := os.WriteFile(filepath.Join(workspace, name), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}
