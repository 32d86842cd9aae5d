package cli_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// asProgram names the file in which a test that runs as the program itself leaves what its process came to.
const asProgram = "RUN_AS_PROGRAM"

// A process is what a run in a process of its own came to.
type process struct {
	outcome
	took time.Duration // of processors, which other tests do not make longer
	rss  int64         // bytes at most
}

// process runs the program in a process of its own.
func (e *env) process() process {
	e.t.Helper()
	if runtime.GOOS != "linux" {
		e.t.Skip("the memory of a process is read from /proc")
	}
	ctx, cancel := context.WithTimeout(e.t.Context(), 3*time.Minute)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		e.t.Fatal(err)
	}
	var log bytes.Buffer
	cmd := exec.CommandContext(ctx, self)
	status := filepath.Join(e.dir, "status")
	cmd.Env, cmd.Stdout, cmd.Stderr = []string{asProgram + "=" + status}, &log, &log
	for name, value := range e.vars {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	for _, name := range []string{"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		e.file(filepath.Join("..", filepath.Base(e.vars[name])), "")
	}
	err = cmd.Run()
	p := process{outcome: outcome{t: e.t, outputs: map[string]string{}}}
	if cmd.ProcessState == nil {
		e.t.Fatal(err)
	}
	p.took = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	p.code, p.log, p.summary = cmd.ProcessState.ExitCode(), log.String(), read(e.t, e.vars["GITHUB_STEP_SUMMARY"])
	p.rss = peak(e.t, read(e.t, status))
	p.readOutputs(read(e.t, e.vars["GITHUB_OUTPUT"]))
	return p
}

// peak is the most memory that a process had, by what Linux tells of it.
func peak(t *testing.T, status string) int64 {
	t.Helper()
	_, after, _ := strings.Cut(status, "VmHWM:")
	kB, err := strconv.ParseInt(strings.Fields(after + " ?")[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kB << 10
}

// An attack is an input that somebody made to do harm, and what the error has to name.
type attack struct {
	bring func(e *env)
	names string
	code  int // 0: 2, which is found without a request to the tenant
}

// try checks that the error is clear, and comes within ten seconds and ten times the memory of a good run.
func (a attack) try(t *testing.T, good process) {
	t.Helper()
	e := newEnv(t, "runtime", "hooks")
	a.bring(e)
	p := e.process()
	p.want(cmp.Or(a.code, 2), "result", "failed")
	if n := len(e.auth0.Requests()); a.code == 0 && n != 0 {
		t.Errorf("%d requests were made to the tenant", n)
	}
	says := slices.ContainsFunc(strings.Split(p.log, "\n"), func(l string) bool {
		return (strings.HasPrefix(l, "::error") || strings.HasPrefix(l, "::warning")) && strings.Contains(l, a.names)
	})
	if !says || strings.Contains(p.log, "panic") || strings.Contains(p.log, "the-password-of-user") || strings.Contains(p.log,
		"root:") {
		t.Errorf("no error names %s, or the log says too much:\n%.2000s", a.names, p.log)
	}
	most := good.took + 10*time.Second
	if a.code == 1 {
		most += 15 * time.Second // a fault is repeated
	}
	if p.took > most || p.rss > 10*good.rss {
		t.Errorf("it took %s and %d MiB, a good run %s and %d MiB", p.took, p.rss>>20, good.took, good.rss>>20)
	}
	if len(p.log)+len(p.summary) > 200_000 {
		t.Errorf("%d bytes were written", len(p.log)+len(p.summary))
	}
}

// bomb is a YAML document of which each level holds the one before nine times.
func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		from, to := string(rune('a'+i))+"0", string(rune('b'+i))+"0"
		text += to + ": &" + to + " [" + strings.Repeat("*"+from+", ", 8) + "*" + from + "]\n"
	}
	return text
}

func attacks() map[string]attack {
	input := func(pairs ...string) func(*env) { return func(e *env) { e.inputs(pairs...) } }
	set := func(name, text string) func(*env) {
		return func(e *env) {
			e.file("set/hooks/"+name, text)
			e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set")
		}
	}
	link := func(target string) func(*env) {
		return func(e *env) {
			e.must(os.Remove(e.path("hooks/audit.js")))
			e.must(os.Symlink(target, e.path("hooks/audit.js")))
		}
	}
	deep := strings.Repeat("[", 60_000)
	return map[string]attack{
		"path with ..":            {bring: input("script-path", "../../etc/passwd"), names: "script-path"},
		"path with .. inside":     {bring: input("script-path", "hooks/../../../etc/passwd"), names: "script-path"},
		"absolute path":           {bring: input("script-path", "/etc/passwd"), names: "script-path"},
		"path with a null byte's": {bring: input("script-path", "hooks/audit.js\\0.png"), names: "script-path"},
		"long path":               {bring: input("script-path", strings.Repeat("a/", 30_000)+"b.js"), names: "script-path"},
		"link out":                {bring: link("/etc/passwd"), names: "script-path"},
		"link out, relative":      {bring: link("../../../../../../etc/passwd"), names: "script-path"},
		"link to a device":        {bring: link("/dev/zero"), names: "script-path"},
		"link to itself":          {bring: link("audit.js"), names: "script-path"},
		"link to memory":          {bring: link("/proc/self/environ"), names: "script-path"},
		"directory":               {bring: input("script-path", "hooks"), names: "script-path"},
		"huge file":               {bring: func(e *env) { e.must(os.Truncate(e.path("hooks/audit.js"), 1<<40)) }, names: "script-path"},
		"huge hooks' file": {bring: func(e *env) {
			set("a.json", "{}")(e)
			e.must(os.Truncate(e.path("set/hooks/a.json"),
				1<<40))
		}, names: "a.json"},
		"set that is a link out": {bring: func(e *env) {
			set("../x", "")(e)
			e.must(os.RemoveAll(e.path("set/hooks")))
			e.must(os.Symlink("/etc", e.path("set/hooks")))
		}, names: "hooks-path"},
		"YAML bomb, dependencies": {bring: input("dependencies", bomb()), names: "dependencies"},
		"YAML bomb, secrets":      {bring: input("secrets", bomb()), names: "secrets"},
		"YAML bomb, variables": {bring: func(e *env) { set("a.json", hookFile("a", ""))(e); e.inputs("variables", bomb()) },
			names: "variables"},
		"YAML bomb, hooks": {bring: func(e *env) {
			e.file("set.yaml", bomb()+"hooks: *m0\n")
			e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set.yaml")
		}, names: "set.yaml"},
		"YAML alias of itself":     {bring: input("dependencies", "a: &a {b: *a}"), names: "dependencies"},
		"JSON depth, dependencies": {bring: input("dependencies", deep), names: "dependencies"},
		"JSON depth, secrets":      {bring: input("secrets", `{"A":`+deep), names: "secrets"},
		"JSON depth, hook's file":  {bring: set("a.json", strings.Repeat("[", 1_000_000)), names: "a.json"},
		"JSON depth, objects":      {bring: set("a.json", strings.Repeat(`{"a":`, 1_000_000)), names: "a.json"},
		"deep script":              {bring: func(e *env) { e.file("hooks/audit.js", strings.Repeat("(", 130_000)) }, names: "audit.js"},
		"deep script that closes": {bring: func(e *env) {
			e.file("hooks/audit.js", audit+strings.Repeat("[", 60_000)+strings.Repeat("]", 60_000))
		}, names: "audit.js"},
		"long line": {bring: func(e *env) { e.file("hooks/audit.js", audit+"var a='"+strings.Repeat("x", 1<<20)+"'") },
			names: "script-path"},
		"token with much scope": {bring: input("token", "eyJhbGciOiJub25lIn0."+base64.RawURLEncoding.EncodeToString([]byte(
			`{"scope":"`+strings.Repeat("read:hooks ", 7_000)+`"}`))+".c2ln"), names: "token"},
		"domain with user":         {bring: input("domain", "https://tenant.eu.auth0.com@evil.example"), names: "domain"},
		"domain with password":     {bring: input("domain", "https://user:the-password-of-user@tenant.eu.auth0.com"), names: "domain"},
		"domain beyond ASCII":      {bring: input("domain", "tеnant.eu.auth0.com"), names: "domain"}, // a Cyrillic е
		"domain with a wide dot":   {bring: input("domain", "tenant。auth0.com"), names: "domain"},
		"domain with a last dot":   {bring: input("domain", "tenant.eu.auth0.com."), names: "domain"},
		"domain with a path":       {bring: input("domain", "tenant.eu.auth0.com/../x"), names: "domain"},
		"domain with a backslash":  {bring: input("domain", `tenant.eu.auth0.com\@evil.example`), names: "domain"},
		"domain with a query":      {bring: input("domain", "tenant.eu.auth0.com?x"), names: "domain"},
		"domain in the clear":      {bring: input("domain", "http://tenant.eu.auth0.com"), names: "domain"},
		"domain of another scheme": {bring: input("domain", "file:///etc/passwd"), names: "domain"},
		"domain with a port":       {bring: input("domain", "tenant.eu.auth0.com:99999"), names: "domain"},
		"domain of zone":           {bring: input("domain", "http://[::1%25eth0]"), names: "domain"},
		"long domain":              {bring: input("domain", strings.Repeat("a.", 50_000)+"com"), names: "domain"},
		"private key of nothing": {bring: func(e *env) {
			e.without("token").inputs("client-id", "x", "private-key", "-----BEGIN PRIVATE KEY-----\n"+strings.Repeat("A",
				100_000)+"\n-----END PRIVATE KEY-----")
		}, names: "private-key"},
		"deep event": {bring: func(e *env) { e.file("../event.json", strings.Repeat("[", 10_000_000)) }, names: "payload", code: 1},
		"huge event": {bring: func(e *env) {
			e.file("../event.json", "")
			e.must(os.Truncate(filepath.Join(e.dir, "event.json"), 1<<40))
		}, names: "payload", code: 1},
		"deep answer": {bring: func(e *env) {
			e.auth0.AddFault(sandbox.Fault{Path: "/hooks", Status: 200, Times: -1, Body: strings.Repeat("[", 10_000_000)})
		}, names: "/api/v2/hooks", code: 1},
		"endless answer": {bring: func(e *env) {
			e.auth0.AddFault(sandbox.Fault{Path: "/hooks", Status: 200, Times: -1, Body: strings.Repeat(" ", 40<<20)})
		}, names: "/api/v2/hooks", code: 1},
		"an id that is a path": {bring: func(e *env) {
			e.auth0.AddFault(sandbox.Fault{Path: "/hooks$", Status: 200, Times: -1,
				Body: `[{"id":"../../oauth/token","name":"audit","triggerId":"credentials-exchange"}]`})
		}, names: "the tenant returned an invalid id", code: 1},
		"an Action's id that is a path": {bring: func(e *env) {
			e.inputs("runtime", "actions")
			e.auth0.AddFault(sandbox.Fault{Path: "/actions/actions$", Status: 200, Times: -1,
				Body: `{"actions":[{"id":"../../oauth/token","name":"audit"}]}`})
		}, names: "the answer is not Auth0's", code: 1},
		"many findings on a line": {bring: func(e *env) {
			e.file("hooks/audit.js", strings.Replace(audit, "  cb(", strings.Repeat("console.log(context);", 5_000)+"cb(", 1))
			e.inputs("strict", "true")
		}, names: "audit.js"},
		"many mistakes": {bring: func(e *env) {
			e.file("hooks/audit.js", strings.Repeat("let a;", 5_000)+audit)
		}, names: "audit.js"},
		"many doubtful places": {bring: func(e *env) { // it takes the parser ten seconds to find nothing wrong
			e.file("hooks/audit.js", "const a = 1;"+strings.Repeat("a=1;", 30_000)+audit)
			e.inputs("timeout", "1s")
		}, names: "the run's timeout of 1s has passed", code: 1},
		"many versions": {bring: func(e *env) {
			text := audit
			for i := range 4_000 {
				text += fmt.Sprintf("require('p@1.0.%d');\n", i)
			}
			e.file("hooks/audit.js", text)
			e.inputs("runtime", "actions")
		}, names: "audit.js"},
		"a script for many hooks": {bring: func(e *env) {
			e.file("s.js", audit+"//"+strings.Repeat("x", 1<<20-len(audit)-2))
			text := "hooks:\n"
			for i := range 1001 {
				text += fmt.Sprintf("- {name: h%d, triggerId: credentials-exchange, script: s.js}\n", i)
			}
			e.file("set.yaml", text)
			e.without("hook-name", "trigger", "script-path").inputs("hooks-path", "set.yaml")
		}, names: "set.yaml"},
	}
}

func (e *env) path(name string) string { return filepath.Join(e.dir, "workspace", name) }

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func TestAttackersInputs(t *testing.T) {
	t.Parallel()
	good := newEnv(t, "runtime", "hooks").process()
	good.want(0, "result", "created")
	for name, a := range attacks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a.try(t, good)
		})
	}
}
