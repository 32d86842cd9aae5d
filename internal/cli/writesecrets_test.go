package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// With write-secrets: missing an unchanged set makes no write, and what the tenant lacks is written; always writes each time.
func TestWriteSecrets(t *testing.T) {
	t.Parallel()
	for _, runtime := range []string{"hooks", "actions"} {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", runtime, "write-secrets", "missing", "secrets", "A=first value of a\nB=first value of b\n")
				e.secrets = append(e.secrets, "first value of", "second value of")
				e.run().want(0, "result", "created")
				writes := e.auth0.Writes()
				e.run().want(0, "result", "unchanged", "changed", "false").says("2 secrets not compared")
				e.inputs("secrets", "A=second value of a\nB=second value of b\n").run().want(0, "result", "unchanged")
				if n := e.auth0.Writes() - writes; n != 0 {
					t.Errorf("%d writes of an unchanged set, want 0", n)
				}
				if got := e.auditSecrets(); got["A"] != "first value of a" {
					t.Errorf("a value was updated: %v", got)
				}
				e.inputs("secrets", "A=second value of a\nB=second value of b\nC=second value of c\n").run().want(0, "result",
					"updated").says("C")
				if got := e.auditSecrets(); got["C"] != "second value of c" {
					t.Errorf("what the tenant lacked was not written: %v", got)
				}
				e.inputs("write-secrets", "always").run().want(0, "result", "unchanged").says("written")
				if got := e.auditSecrets(); got["A"] != "second value of a" {
					t.Errorf("always did not write: %v", got)
				}
			})
		})
	}
}

// auditSecrets are the secrets of the Hook or of the deployed Action audit.
func (e *env) auditSecrets() map[string]string {
	e.t.Helper()
	for _, a := range e.auth0.Actions() {
		if a.Name == "audit" && a.Deployed != nil {
			return a.Deployed.Secrets
		}
	}
	return e.hook("audit").Secrets
}

// A native Action's secrets follow the same rule.
func TestWriteSecretsOfANativeAction(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newNativeEnv(t, "write-secrets", "missing", "secrets", "A=a value nobody sees")
		e.secrets = append(e.secrets, "a value nobody sees")
		e.run().want(0, "result", "created")
		writes := e.auth0.Writes()
		e.run().want(0, "result", "unchanged").says("1 secret not compared")
		if n := e.auth0.Writes() - writes; n != 0 {
			t.Errorf("%d writes, want 0", n)
		}
	})
}

// The mask that Auth0 shows in place of a value means that the tenant keeps its value; it is an error only where there is none.
func TestMaskedSecrets(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newSetEnv(t, "audit.js", audit, "audit.json", hookFile("audit", `, "secrets": {"KEY": "_VALUE_NOT_SHOWN_"}`))
		e.inputs("mode", "check").run().want(0, "result", "checked")
		e.inputs("mode", "apply").run().want(1, "result", "failed").says("KEY", "_VALUE_NOT_SHOWN_", "no such secret")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes, want 0", n)
		}
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: exchangeTrigger, Script: audit + "// old\n",
			Secrets: map[string]string{"KEY": "kept"}})
		e.run().want(0, "result", "updated")
		if got := e.auditSecrets(); got["KEY"] != "kept" {
			t.Errorf("secrets: %v", got)
		}
		e.inputs("prune", "true").run().want(0, "result", "unchanged") // a masked name is given, and not pruned
	})
}

// How many secrets a runtime takes is known without the tenant where those alone that are given are too many.
func TestTooManySecrets(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		runtime string
		given   int
		wantErr string
	}{
		"Hooks take 20":           {"hooks", 20, ""},
		"and not 21":              {"hooks", 21, "a Hook may have at most 20"},
		"Actions take 30":         {"actions", 30, ""},
		"and not one more":        {"actions", 31, "an Action may have at most 30"},
		"auto may end at Actions": {"auto", 31, "an Action may have at most 30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", tt.runtime, "secrets", manySecrets(tt.given))
				for _, mode := range []string{"check", "apply"} {
					e.inputs("mode", mode)
					if tt.wantErr == "" {
						e.run().want(0)
						continue
					}
					e.run().want(2, "result", "failed").says(fmt.Sprint(tt.given, " secrets"), tt.wantErr)
				}
				if n := len(e.auth0.Requests()); tt.wantErr != "" && n > 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// manySecrets are n secrets as KEY=value lines.
func manySecrets(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "KEY%d=value number %d\n", i, i)
	}
	return b.String()
}

// Those that the tenant has count too: they stay where they are not given.
func TestSecretsOfTheTenantCount(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "secrets", manySecrets(20))
		e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: exchangeTrigger, Script: audit, Secrets: map[string]string{"OLD": "x"}})
		e.run().want(1, "result", "failed").says("21 secrets", "at most 20")
		if n := e.auth0.Writes(); n != 0 {
			t.Errorf("%d writes, want 0", n)
		}
		e.inputs("prune", "true").run().want(0, "result", "updated")
	})
}
