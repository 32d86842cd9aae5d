package runner

import (
	"context"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "docker", "run", "--rm", "--network", "none", image, "version").CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != *version {
		t.Errorf("the image says %q (%v), want %s", out, err, *version)
	}
}

func TestCreatesThenKeeps(t *testing.T) {
	t.Parallel()
	s := newStep(t)
	first := s.run(t.Context()).want(t, 0, "result", "created", "changed", "true", "runtime", "hooks", "pr-number", "1")
	hooks := s.auth0.Hooks()
	if len(hooks) != 1 || hooks[0].ID != first.outputs["hook-id"] || hooks[0].Script != script {
		t.Errorf("the tenant has %+v; the output hook-id is %q", hooks, first.outputs["hook-id"])
	}
	has(t, "the summary", first.summary, "audit")
	has(t, "the comment", s.comment(t), "audit")
	s.run(t.Context()).want(t, 0, "result", "unchanged", "changed", "false", "hook-id", first.outputs["hook-id"])
	t.Logf("the first step took %v, with the start of the container", first.took.Round(time.Millisecond))
}

func TestWrongInputs(t *testing.T) {
	t.Parallel()
	s := newStep(t)
	s.inputs["trigger"] = "after-lunch"
	s.inputs["script-path"] = "../../etc/passwd"
	d := s.run(t.Context()).want(t, 2, "result", "failed")
	has(t, "the log", d.log, "::error", "trigger", "script-path")
	if n := len(s.auth0.Requests()); n != 0 {
		t.Errorf("%d requests to the tenant were made", n)
	}
}

func TestTokenWithoutScope(t *testing.T) {
	t.Parallel()
	s := newStep(t)
	s.auth0.SetGrant("read:hooks", "read:actions")
	d := s.run(t.Context()).want(t, 1, "result", "failed")
	has(t, "the log", d.log, "create:hooks")
}

// TestCancelled cancels while the tenant keeps the step waiting. The runner kills a step 10 s after it asked it to end.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for name, hangs := range map[string]sandbox.Fault{
		"a list":     {Method: http.MethodGet, Path: "/actions$"},
		"a creation": {Method: http.MethodPost, Path: "/hooks$"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStep(t)
			ctx, cancel := context.WithCancel(t.Context())
			var cancelled time.Time
			hangs.Delay, hangs.Hook = time.Minute, func() { cancelled = time.Now(); cancel() }
			s.auth0.AddFault(hangs)
			d := s.run(ctx).want(t, 1, "result", "failed")
			has(t, "the output hooks", d.outputs["hooks"], "audit")
			has(t, "the summary", d.summary, "Cancelled")
			if took := time.Since(cancelled); took > 10*time.Second {
				t.Errorf("it took %v to end", took)
			}
		})
	}
}
