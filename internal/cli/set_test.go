package cli_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// newSetEnv is an env with a set of hooks instead of one: pairs of a file below set/hooks and its text.
func newSetEnv(t *testing.T, files ...string) *env {
	t.Helper()
	e := newEnv(t, "hooks-path", "set", "runtime", "hooks").without("hook-name", "trigger", "script-path")
	for i := 0; i < len(files); i += 2 {
		e.file("set/hooks/"+files[i], files[i+1])
	}
	return e
}

// hookFile describes a hook whose script is audit.js, with further keys.
func hookFile(name, more string) string {
	return fmt.Sprintf(`{"name": %q, "triggerId": "credentials-exchange", "script": "./audit.js"%s}`, name, more)
}

func (e *env) hook(name string) sandbox.Hook {
	e.t.Helper()
	for _, h := range e.auth0.Hooks() {
		if h.Name == name {
			return h
		}
	}
	e.t.Fatalf("the tenant has no hook %q", name)
	return sandbox.Hook{}
}

func TestDependenciesAndSecrets(t *testing.T) {
	t.Parallel()
	const first, second = "the first value of KEY", "line one of two\nline two of two"
	e := newEnv(t, "runtime", "hooks", "dependencies", "lodash: 4.17.21\naxios: 1.7.2\n", "secrets",
		"KEY="+first+"\nPEM<<END\n"+second+"\nEND\n")
	e.secrets = append(e.secrets, first, second, "line two of two", "a third value, by JSON")
	e.run().want(0, "result", "created").says("KEY", "PEM", "lodash")
	h := e.hook("audit")
	if h.Secrets["KEY"] != first || h.Secrets["PEM"] != second || h.Dependencies["lodash"] != "4.17.21" {
		t.Errorf("the tenant has %+v", h)
	}
	e.run().want(0, "result", "unchanged", "changed", "false").says("secrets written")
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
}

func TestSecretsHalfWritten(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks", "secrets", "OLD=an old value of it\nNEW=a new value of it\n")
	id := e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit, Secrets: map[string]string{"OLD": "x"}})
	e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: id + "/secrets", Status: 400, Times: -1,
		Body: `{"statusCode":400,"error":"Bad Request","message":"no"}`})
	e.run().want(1, "result", "failed").says("NEW written", "OLD not written")
}

func TestBadSecrets(t *testing.T) {
	t.Parallel()
	many := ""
	for i := range 21 {
		many += fmt.Sprintf("KEY%d=value number %d\n", i, i)
	}
	for name, tt := range map[string]struct{ text, want string }{
		"too many":  {many, "at most 20"},
		"empty":     {"KEY=", "is the GitHub secret missing?"},
		"mask":      {"KEY=_VALUE_NOT_SHOWN_", "the mark that Auth0 shows"},
		"not UTF-8": {"KEY=\xff\xfe\xfd-hidden-value", "UTF-8"},
		"no YAML":   {"KEY: [unclosed hidden-value", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "runtime", "hooks", "secrets", tt.text)
			e.secrets = append(e.secrets, "hidden-value")
			e.run().want(2, "result", "failed").says("secrets", tt.want)
			if n := len(e.auth0.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestEnabledSlotOfHooks(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks", "enabled", "true")
	old := e.auth0.AddHook(sandbox.Hook{Name: "old", Trigger: "credentials-exchange", Script: audit, Enabled: true})
	e.run().want(1, "result", "failed").says(`"old" is enabled`)
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("%d writes, want none", n)
	}
	e.inputs("replace-enabled", "true")
	e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Status: 400, Body: `{"statusCode":400,"message":"no"}`})
	e.run().want(1, "result", "failed")
	if !e.hook("old").Enabled {
		t.Error("the old hook was not put back")
	}
	e.run().want(0, "result", "created").says("old")
	if e.hook("old").Enabled || !e.hook("audit").Enabled {
		t.Errorf("the tenant has %+v", e.auth0.Hooks())
	}
	e.auth0.EditHook(old, func(h *sandbox.Hook) { h.Enabled = true })
	e.auth0.EditHook(e.hook("audit").ID, func(h *sandbox.Hook) { h.Enabled = false })
	e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: e.hook("audit").ID, Status: 400, Times: -1, Body: `{"statusCode":400,"message":"no"}`})
	e.auth0.AddFault(sandbox.Fault{Method: "PATCH", Path: old, Nth: 2, Status: 400, Times: -1, Body: `{"statusCode":400,"message":"no"}`})
	e.run().want(1, "result", "failed").says(`"old" was disabled and could not be enabled again`)
}

// Other tools enable a second hook at a trigger: the rule is kept also where ours is enabled already.
func TestSecondEnabledHookIsNoticed(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks", "enabled", "true")
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit, Enabled: true})
	e.auth0.AddHook(sandbox.Hook{Name: "other", Trigger: "credentials-exchange", Script: audit, Enabled: true})
	e.run().want(1, "result", "failed").says(`"other" is enabled`)
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("%d writes, want none", n)
	}
	e.inputs("replace-enabled", "true").run().want(0, "result", "updated").says("other")
	if e.hook("other").Enabled || !e.hook("audit").Enabled {
		t.Errorf("the tenant has %+v", e.auth0.Hooks())
	}
	e.run().want(0, "result", "unchanged")
}

// A deletion asks for names and triggers alone: the job that closes a preview may have neither scripts nor variables.
func TestDeletedSetNeedsNoScripts(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "audit.json", "{\"name\": \"audit\", \"triggerId\": \"credentials-exchange\", \"script\": \"./gone.js\",\n\"secrets\": {\"KEY\": \"##KEY##\"}}")
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
	e.inputs("mode", "delete").run().want(0, "result", "deleted")
	e.file("set/hooks/audit.json", `{"name": "##WHO##-audit", "triggerId": "credentials-exchange", "script": "./gone.js"}`)
	e.run().want(2, "result", "failed").says("has no value")
}

func TestSetFromFiles(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "audit.js", audit+"// ##COLOUR## @@NOTE@@\n",
		"a.json", hookFile("Set A", `, "enabled": true, "dependencies": {"lodash": "4.17.21"}, "secrets": {"KEY": "##KEY##"}`),
		"b.json", hookFile("Set B", ""))
	e.secrets = append(e.secrets, "the value of the key")
	e.inputs("variables", "KEY=the value of the key\nCOLOUR=orange red\nNOTE=a \"quoted\" note\n")
	e.vars["COLOUR"] = "from the environment"
	e.run().want(0, "result", "created", "hook-id", "").says("set-a", "set-b")
	a := e.hook("set-a")
	if !a.Enabled || a.Secrets["KEY"] != "the value of the key" || !strings.Contains(a.Script, `// orange red "a \"quoted\" note"`) {
		t.Errorf("set-a is %+v", a)
	}
	e.run().want(0, "result", "unchanged")
	if c := e.github.Comments(1); len(c) != 1 || strings.Contains(c[0].Body, "orange red") {
		t.Errorf("the comment shows a variable's value, or is not one: %+v", c)
	}
	e.auth0.AddHook(sandbox.Hook{Name: "stray", Trigger: "post-change-password", Script: audit})
	e.inputs("prune", "true", "mode", "plan").run().want(0, "changed", "true").says("stray")
	e.inputs("mode", "apply").run().want(0, "result", "deleted")
	if n := len(e.auth0.Hooks()); n != 2 {
		t.Errorf("%d hooks, want 2", n)
	}
	e.inputs("mode", "delete").run().want(0, "result", "deleted")
	if n := len(e.auth0.Hooks()); n != 0 {
		t.Errorf("%d hooks, want none", n)
	}
}

func TestSetWithEverythingWrong(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "audit.js", audit,
		"unknown.json", hookFile("one", ",\n \"colour\": 1"), "marker.json", hookFile("two", ",\n \"enabled\": ##NOPE##"),
		"outside.json", strings.Replace(hookFile("three", ""), "./audit.js", "../../../outside.js", 1),
		"once.json", hookFile("six", ""), "twice.json", hookFile("Six", ""), "trigger.json", strings.Replace(hookFile("four", ""), "credentials-exchange", "login", 1),
		"broken.json", "{", "range.json", hookFile("five", `, "dependencies": {"lodash": "^4"}`))
	o := e.run().want(2, "result", "failed")
	for _, file := range []string{"unknown.json", "marker.json", "outside.json", "twice.json", "trigger.json", "broken.json", "range.json"} {
		if !strings.Contains(o.log, "file=set/hooks/"+file) || !strings.Contains(o.summary, file) {
			t.Errorf("%s is not annotated or not in the summary\n%s", file, o.log)
		}
	}
	if n := len(e.auth0.Requests()) + len(e.github.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestOneFailureDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "audit.js", audit)
	for i := range 6 {
		e.file(fmt.Sprintf("set/hooks/h%d.json", i), hookFile(fmt.Sprintf("hook %c", 'a'+i), ""))
	}
	e.auth0.AddHook(sandbox.Hook{Name: "hook-c", Trigger: "post-change-password", Script: audit})
	o := e.run().want(1, "result", "failed").says("hook-a", "another trigger")
	if n := len(e.auth0.Hooks()); n != 6 {
		t.Errorf("%d hooks, want 6", n)
	}
	if rows := o.hooksOutput(); len(rows) != 6 {
		t.Errorf("%d rows, want 6", len(rows))
	}
}

func TestCancelledRunSaysWhatWasDone(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "audit.js", audit)
	for i := range 40 {
		e.file(fmt.Sprintf("set/hooks/h%d.json", i), hookFile(fmt.Sprintf("hook %d", i), ""))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e.auth0.AddFault(sandbox.Fault{Method: "POST", Path: "/hooks$", Nth: 5, Hook: cancel, Delay: time.Second, After: true})
	o := e.runIn(ctx).want(1, "result", "failed")
	results := map[string]int{}
	for _, row := range o.hooksOutput() {
		results[fmt.Sprint(row["result"])]++
	}
	if results["skipped"] == 0 || results["skipped"]+results["failed"]+results["created"] != 40 {
		t.Errorf("results: %v, want 40 in all, some of them skipped", results)
	}
	if len(e.github.Comments(1)) != 1 {
		t.Error("a cancelled run left no comment")
	}
}

func TestExportAndBack(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "unused.txt", "")
	e.inputs("hooks-path", "out", "mode", "export")
	e.auth0.AddHook(sandbox.Hook{Name: "audit-log", Trigger: "credentials-exchange", Script: audit, Enabled: true,
		Dependencies: map[string]string{"lodash": "4.17.21"}, Secrets: map[string]string{"API_KEY": "a value nobody may see"}})
	e.auth0.AddHook(sandbox.Hook{Name: "with-marker", Trigger: "credentials-exchange", Script: audit + "// ##MARK##\n"})
	e.secrets = append(e.secrets, "a value nobody may see")
	o := e.run().want(0, "result", "exported", "changed", "false")
	if !strings.Contains(o.log, "MARK") {
		t.Errorf("nothing is said of the marker in a script:\n%s", o.log)
	}
	if text := read(t, filepath.Join(e.dir, "workspace", "out", "hooks", "audit-log.json")); !strings.Contains(text, "##AUDIT_LOG_API_KEY##") {
		t.Errorf("the export has no marker for the secret:\n%s", text)
	}
	if n := e.auth0.Writes(); n != 0 {
		t.Errorf("an export made %d writes", n)
	}
	e.inputs("mode", "apply", "variables", "AUDIT_LOG_API_KEY=a value nobody may see\nMARK=##MARK##\n")
	e.run().want(0, "result", "unchanged", "changed", "false")
}

func TestPrivateKey(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]any{"RS256": rsaKey, "ES256": ecKey} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der, err := x509.MarshalPKCS8PrivateKey(key)
			if err != nil {
				t.Fatal(err)
			}
			text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
			e := newEnv(t)
			id, _ := e.auth0.Client()
			e.without("token").inputs("client-id", id, "private-key", text, "audience", sandbox.Audience)
			e.secrets = append(e.secrets, strings.Split(text, "\n")[1])
			if name == "RS256" {
				e.auth0.AddKey(rsaKey.Public())
			} else {
				e.auth0.AddKey(ecKey.Public())
			}
			e.auth0.AddFault(sandbox.Fault{Path: "/oauth/token", Drop: true, After: true}) // the same assertion is not taken twice
			e.run().want(0, "result", "created")
		})
	}
}

// A key that cannot sign is found out with all other problems, before any request.
func TestBadPrivateKey(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ key, want string }{
		"no PEM":      {"a text that is no key", "not an RSA or EC key in PEM"},
		"garbage":     {"-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAA\n-----END PRIVATE KEY-----", "not an RSA or EC key in PEM"},
		"other curve": {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), "P-256"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t, "client-id", "x", "private-key", tt.key, "trigger", "none").without("token")
			e.run().want(2, "result", "failed").says("private-key", tt.want, "trigger")
			if n := len(e.auth0.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestDriftIsClaimedFromMemoryAlone(t *testing.T) {
	t.Parallel()
	e := newEnv(t, "runtime", "hooks")
	id := e.run().want(0).outputs["hook-id"]
	e.auth0.EditHook(id, func(h *sandbox.Hook) { h.Script = audit + "// by hand\n" })
	e.inputs("mode", "plan").run().want(0, "changed", "true").says("changed outside this workflow")
	e.inputs("mode", "plan").run().want(0, "changed", "true").says("changed outside this workflow") // the plan carried the memory on
	e.inputs("mode", "apply").run().want(0, "result", "updated").says("changed outside this workflow")

	other := newEnv(t, "runtime", "hooks") // no comment, no memory
	other.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit + "// by hand\n"})
	if o := other.run().want(0, "result", "updated"); strings.Contains(o.log+o.summary, "outside this workflow") {
		t.Errorf("drift is claimed without a memory:\n%s", o.log)
	}
}

func TestExportStaysInside(t *testing.T) {
	t.Parallel()
	e := newSetEnv(t, "unused.txt", "")
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(e.dir, "workspace", "out")); err != nil {
		t.Fatal(err)
	}
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
	e.inputs("hooks-path", "out", "mode", "export").run().want(1, "result", "failed")
	if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
		t.Errorf("%v was written outside the workspace (%v)", left, err)
	}
}

func TestExportedFilesBelongToTheWorkspacesOwner(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away, as the action does in its container")
	}
	e := newSetEnv(t, "unused.txt", "")
	const owner = 12345
	if err := os.Chown(filepath.Join(e.dir, "workspace"), owner, owner); err != nil {
		t.Fatal(err)
	}
	e.auth0.AddHook(sandbox.Hook{Name: "audit", Trigger: "credentials-exchange", Script: audit})
	e.inputs("hooks-path", "out/deep", "mode", "export").run().want(0, "result", "exported")
	for _, name := range []string{"out", "out/deep", "out/deep/hooks", "out/deep/hooks/audit.js", "out/deep/hooks/audit.json"} {
		info, err := os.Stat(filepath.Join(e.dir, "workspace", name))
		if err != nil {
			t.Fatal(err)
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid != owner || stat.Gid != owner {
			t.Errorf("%s belongs to %+v", name, stat)
		}
	}
}
