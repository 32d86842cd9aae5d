package main

import (
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"auth0-hook-action/internal/sandbox"
)

// A scene is what is done in one case.
type scene struct {
	op      string // create, unchanged or change
	hooks   int
	latency time.Duration
	bucket  bool // the tenant takes burst requests at once, and as many a second after that
}

func (s scene) String() string {
	text := fmt.Sprintf("%s %d at %s", s.op, s.hooks, ms(s.latency))
	if s.bucket {
		text += " under a rate limit"
	}
	return text
}

// A stage is a tenant as it is before one run, behind TLS, and the folder with the files. It serves one run.
type stage struct {
	scene
	tenant *sandbox.Tenant
	base   string // https://127.0.0.1:PORT
	cert   string // the file with the tenant's certificate
	folder string // the workspace; hooks are in set/hooks
	stale  string // id of the hook that differs from its file
	close  func()
}

// fresh makes the stage of a scene: with no hooks, with those of the files, or with one of them changed.
func (b *bench) fresh(s scene) (*stage, error) {
	st := &stage{scene: s, tenant: sandbox.NewTenant(), folder: filepath.Join(b.work, fmt.Sprint(s.hooks))}
	st.tenant.SetLatency(s.latency)
	if s.bucket {
		st.tenant.SetBucket(burst, burst)
	}
	if err := st.writeFiles(); err != nil {
		return nil, err
	}
	for i := range s.hooks {
		if s.op == "create" {
			break
		}
		h := sandbox.Hook{Name: name(i), Trigger: "credentials-exchange", Script: script(i)}
		if s.op == "change" && i == s.hooks/2 {
			h.Script += "// as it was\n"
		}
		id := st.tenant.AddHook(h)
		if i == s.hooks/2 {
			st.stale = id
		}
	}
	base, cert, stop := st.tenant.StartTLS()
	st.base, st.close = base, stop
	st.cert = filepath.Join(b.work, "cert.pem")
	return st, os.WriteFile(st.cert, cert, 0o600)
}

func (st *stage) address() string {
	u, err := url.Parse(st.base)
	if err != nil {
		panic(err)
	}
	return u.Host
}

func (st *stage) set() string { return filepath.Join(st.folder, "set", "hooks") }

// writeFiles writes the hooks as the Deploy CLI keeps them, and for curl the bodies of its requests; once for each size.
func (st *stage) writeFiles() error {
	if _, err := os.Stat(st.folder); err == nil {
		return nil
	}
	bodies := filepath.Join(st.folder, "bodies")
	for _, dir := range []string{st.set(), bodies} {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return err
		}
	}
	for i := range st.hooks {
		text := script(i)
		for file, content := range map[string]string{
			filepath.Join(st.set(), name(i)+".js"):   text,
			filepath.Join(st.set(), name(i)+".json"): fmt.Sprintf(`{"name":%q,"triggerId":"credentials-exchange","script":"./%[1]s.js"}`, name(i)),
			filepath.Join(bodies, name(i)):           fmt.Sprintf(`{"name":%q,"script":%q,"triggerId":"credentials-exchange"}`, name(i), text),
			filepath.Join(bodies, name(i)+".patch"):  fmt.Sprintf(`{"script":%q}`, text),
		} {
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// check holds what the tenant has after a run against the files.
func (st *stage) check() error {
	if unknown := st.tenant.Unknown(); len(unknown) > 0 {
		return fmt.Errorf("requests to no known endpoint: %s", strings.Join(unknown, ", "))
	}
	got := map[string]string{}
	for _, h := range st.tenant.Hooks() {
		got[h.Name] = h.Script
	}
	for i := range st.hooks {
		if got[name(i)] != script(i) {
			return fmt.Errorf("hook %s is not as its file says", name(i))
		}
	}
	if len(got) != st.hooks {
		return fmt.Errorf("%d hooks on the tenant, want %d", len(got), st.hooks)
	}
	return nil
}

// refusals counts the answers 429.
func (st *stage) refusals() int {
	n := 0
	for _, r := range st.tenant.Requests() {
		if r.Status == 429 {
			n++
		}
	}
	return n
}

func name(i int) string { return fmt.Sprintf("hook-%d", i+1) }

//go:embed hook.js
var hookText string

// script is a hook of the usual size, some 50 lines, different for each i.
func script(i int) string { return fmt.Sprintf(hookText, i+1) }
