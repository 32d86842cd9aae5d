package cli_test

import (
	"testing"

	"auth0-hook-action/internal/sandbox"
)

func TestDependenciesAndSecrets(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		const first, second = "the first value of KEY", "line one of two\nline two of two"
		e := newEnv(t, "runtime", "hooks", "dependencies", "lodash: 4.17.21\naxios: 1.7.2\n", "secrets",
			"KEY="+first+"\nPEM<<END\n"+second+"\nEND\n")
		e.secrets = append(e.secrets, first, second, "line two of two", "a third value, by JSON")
		e.run().want(0, "result", "created").says("KEY", "PEM", "lodash")
		h := e.hook("audit")
		if h.Secrets["KEY"] != first || h.Secrets["PEM"] != second || h.Dependencies["lodash"] != "4.17.21" {
			t.Errorf("the tenant has %+v", h)
		}
		e.run().want(0, "result", "unchanged", "changed", "false").says("written", "KEY", "PEM")
		e.without("secrets").inputs("dependencies", `{"lodash": "4.17.21"}`).run().want(0, "result", "updated").says("axios")
		if h := e.hook("audit"); len(h.Secrets) != 2 || len(h.Dependencies) != 1 {
			t.Errorf("the tenant has %+v", h)
		}
		e.inputs("secrets", `{"KEY": "a third value, by JSON", "NEW": "a value that is new"}`).run().want(0, "result", "updated")
		if h := e.hook("audit"); len(h.Secrets) != 3 || h.Secrets["KEY"] != "a third value, by JSON" {
			t.Errorf("the tenant has %+v", h)
		}
		e.inputs("prune", "true").run().want(0, "result", "updated").says("PEM")
		if h := e.hook("audit"); len(h.Secrets) != 2 {
			t.Errorf("the tenant has %+v", h)
		}
		e.inputs("secrets", "{}", "dependencies", "{}").run().want(0, "result", "updated")
		if h := e.hook("audit"); len(h.Secrets)+len(h.Dependencies) != 0 {
			t.Errorf("the tenant has %+v", h)
		}
	})
}

func TestSecretsHalfWritten(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "secrets", "OLD=an old value of it\nNEW=a new value of it\n")
		id := e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit,
			Secrets: map[string]string{"OLD": "x"}})
		e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: id + "/secrets", Status: 400, Times: -1,
			Body: `{"statusCode":400,"error":"Bad Request","message":"no"}`})
		e.run().want(1, "result", "failed").says("NEW written", "OLD not written")
	})
}

func TestBadSecrets(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"empty":     {"KEY=", "the GitHub secret missing?"},
		"not UTF-8": {"KEY=\xff\xfe\xfd-hidden-value", "UTF-8"},
		"no YAML":   {"KEY: [unclosed hidden-value", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timed(t, func(t *testing.T) {
				e := newEnv(t, "runtime", "hooks", "secrets", tt.text)
				e.secrets = append(e.secrets, "hidden-value")
				e.run().want(2, "result", "failed").says("secrets", tt.want)
				if n := len(e.auth0.Requests()); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// A workflow decides by the outputs: a secret that happens to be one of their words does not change them.
func TestShortSecretsLeaveOutputsAlone(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newEnv(t, "runtime", "hooks", "secrets", "A=1\nB=audit\nC=created\n")
		e.run().want(0, "result", "created", "hook-name", "audit", "pr-number", "1")
	})
}

func TestActionSecrets(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "secrets", "A=first value of a\nB=first value of b\n")
		e.secrets = append(e.secrets, "first value of a", "second value of a")
		e.run().want(0, "result", "created")
		e.inputs("secrets", "A: second value of a").run().want(1, "result", "failed").says("values of B are not given", "prune: true")
		e.inputs("prune", "true").run().want(0, "result", "updated").says("A")
		if s := e.deployed().Deployed.Secrets; len(s) != 1 || s["A"] != "second value of a" {
			t.Errorf("secrets: %v", s)
		}
		before := e.auth0.Writes()
		e.run().want(0, "result", "unchanged", "changed", "false").says("written")
		if n := e.auth0.Writes() - before; n != 2 {
			t.Errorf("%d writes, want a PATCH and a deploy", n)
		}
		e.without("secrets").run().want(0, "result", "unchanged")
	})
}

// An empty map of secrets empties with prune alone, as on Hooks.
func TestActionKeepsSecretsOfAnEmptyMap(t *testing.T) {
	t.Parallel()
	timed(t, func(t *testing.T) {
		e := newActionsEnv(t, "secrets", "KEY=a value to be kept")
		e.run().want(0, "result", "created")
		e.inputs("secrets", "{}").run().want(0, "result", "unchanged")
		if a := e.deployed(); a.Deployed.Secrets["KEY"] != "a value to be kept" {
			t.Errorf("the Action is %+v", a)
		}
		e.inputs("prune", "true").run().want(0, "result", "updated")
	})
}
