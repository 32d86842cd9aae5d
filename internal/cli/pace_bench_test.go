package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// BenchmarkPace deploys 100 hooks to a tenant whose bucket allows 10 at once and 10 a second: it should take as long as the
// bucket makes it, and draw no 429. The ratio is the time taken to (N − B)/R.
func BenchmarkPace(b *testing.B) {
	const hooks, burst, rate = 100, 10, 10
	for range b.N {
		tenant := sandbox.NewTenant()
		address, stop := tenant.Start()
		tenant.SetBucket(burst, rate)
		vars := map[string]string{"GITHUB_WORKSPACE": b.TempDir(), "GITHUB_ACTIONS": "true", "INPUT_DOMAIN": address,
			"INPUT_TOKEN":      tenant.Token(),
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
