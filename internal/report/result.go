package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"auth0-hook-action/internal/tenant"
)

// became is what became of a hook, or would.
func (re renderer) became(r tenant.Result) string {
	plans := map[tenant.Op]string{tenant.Create: "to create", tenant.Update: "to update", tenant.Delete: "to delete"}
	switch {
	case r.Status == tenant.Failed && re.Mode == tenant.ModeCheck:
		return "has errors"
	case r.Status == tenant.Failed:
		return re.undone(r)
	case r.Status == tenant.Skipped && re.Skipped == "":
		return "not attempted"
	case !re.showsHooks():
		return re.resultOutput(r)
	case isPlanned(r):
		return plans[r.Step.Op]
	case r.Status == tenant.Planned:
		return "unchanged"
	case r.Status == tenant.Unchanged && len(r.SecretsWritten) > 0:
		return "unchanged, secrets written"
	}
	return r.Status.String()
}

func (re renderer) trigger(r tenant.Result) string {
	if r.Step.Trigger() == 0 { // a check need not know it
		return ""
	}
	return re.code(r.Step.Trigger().String())
}

// openRuntime is left to apply.
const openRuntime = "Hook, or Action if the tenant refuses Hooks"

// runtimeOf is "Hook", "Action" or what a plan leaves open.
func (re renderer) runtimeOf(r tenant.Result) string {
	switch {
	case r.Step.Runtime == tenant.RuntimeHooks:
		return "Hook"
	case r.Step.Runtime == tenant.RuntimeActions && r.Step.Format() == tenant.FormatAction:
		return "native Action"
	case r.Step.Runtime == tenant.RuntimeActions:
		return "Action"
	case r.Step.Op == tenant.Create:
		return openRuntime
	}
	return ""
}

// version is that which runs now; a plan has none to show.
func (re renderer) version(r tenant.Result) string {
	if v := versionOf(r); v > 0 && re.Mode != tenant.ModePlan {
		return fmt.Sprint(v)
	}
	return ""
}

// context is where a single hook stands: trigger, runtime and version, and what the changes do not say of it.
func (re renderer) context(r tenant.Result) []string {
	runtime := re.runtimeOf(r)
	if v := re.version(r); v != "" && runtime != "" {
		runtime += ", version " + v
	}
	if re.RuntimeNote != "" && runtime != "" && !re.plain { // the log's headline has it
		runtime += " (" + re.prose(re.RuntimeNote) + ")"
	}
	state, kept := "", ""
	if now := enabledOf(r); now != nil && wantsEnabled(r.Step) == nil && r.Step.Op != tenant.Delete {
		state = isEnabled(*now)
	}
	if r.SecretsKept > 0 {
		kept = plural(r.SecretsKept, "secret") + " not compared"
	}
	return slices.DeleteFunc([]string{re.trigger(r), runtime, state, kept}, func(s string) bool { return s == "" })
}

// undone is what a failed step did not do, or not wholly.
func (re renderer) undone(r tenant.Result) string {
	how := "not "
	if isTouched(r) {
		how = "only partly "
	}
	switch {
	case re.Mode == tenant.ModePlan:
		return "cannot be deployed"
	case re.Mode == tenant.ModeConvert:
		return "not converted"
	case r.Step.Op == tenant.Create:
		return how + "created"
	case r.Step.Op == tenant.Update:
		return how + "updated"
	case r.Step.Op == tenant.Delete || re.Mode == tenant.ModeDelete:
		return how + "deleted"
	}
	return how + "deployed"
}

// kindOf is what a result is about: a hook file is a hook on both runtimes.
func kindOf(r tenant.Result) string {
	if r.Step.Format() == tenant.FormatAction {
		return "Action"
	}
	return "Hook"
}

// wouldDo is what a deployment could come to.
func (re renderer) wouldDo() string {
	it := map[bool]string{true: "it", false: "each"}[len(re.Results) == 1]
	if re.Mode == tenant.ModeDelete {
		return "a deployment would delete " + it + " where the tenant has it"
	}
	return "a deployment would create " + it + ", or update it where the tenant's differs"
}

// desiredOf is what is desired of a hook: "script of 12 lines, enabled, dependencies axios 1.2.3".
func (re renderer) desiredOf(r tenant.Result) string {
	want := r.Step.Want
	if re.Mode == tenant.ModeDelete || want.Script == "" {
		return ""
	}
	parts := []string{"script of " + plural(strings.Count(strings.TrimSuffix(want.Script, "\n"), "\n")+1, "line")}
	if want.File != "" {
		parts[0] += " from " + re.file(want.File)
	}
	if want.Enabled != nil {
		parts = append(parts, isEnabled(*want.Enabled))
	}
	if len(want.Dependencies) > 0 {
		parts = append(parts, "dependencies "+re.packages(want.Dependencies))
	}
	var secrets []string
	for _, name := range keys(want.Secrets, nil) {
		secrets = append(secrets, re.code(name))
	}
	if secrets != nil {
		parts = append(parts, "secrets "+list(secrets))
	}
	return strings.Join(parts, ", ")
}

func (re renderer) testResult(t tenant.TestRun) string {
	if t.Passed {
		return "✅ passed"
	}
	return "❌ " + re.code(t.Error) + ": " + re.prose(t.Message)
}

func took(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
