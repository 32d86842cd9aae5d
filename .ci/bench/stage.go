package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"auth0-hook-action/internal/sandbox"
)

// A stage is a tenant as it is before one run, behind TLS, and the folder with the files. It serves one run.
type stage struct {
	scene
	tenant     *sandbox.Tenant
	base       string // https://127.0.0.1:PORT
	cert       string // the file with the tenant's certificate
	folder     string // the workspace, see writeFiles
	stale      string // id of the Hook that differs from its file
	handshakes int    // before the run
	close      func()
}

// fresh makes the stage of a scene: with nothing on the tenant, with what the files say, or with what they said before a change.
func (b *bench) fresh(ctx context.Context, s scene) (*stage, error) {
	st := &stage{scene: s, tenant: sandbox.NewTenant(), folder: filepath.Join(b.work, fmt.Sprint(s.engine, s.hooks, s.enabled))}
	st.base, st.cert, st.close = "", filepath.Join(b.work, "cert.pem"), func() {}
	if s.engine == onActions {
		st.tenant.SetAge(sandbox.HooksGone)
	}
	base, cert, stop := st.tenant.StartTLS()
	st.base, st.close = base, stop
	err := os.WriteFile(st.cert, cert, 0o600)
	if err == nil {
		err = b.fill(ctx, st)
	}
	if err == nil {
		err = st.writeFiles(false)
	}
	if err != nil {
		stop()
		return nil, err
	}
	st.tenant.SetLatency(s.latency)
	st.tenant.SetBuild(sandbox.Progress{Time: s.build})
	if s.plan.burst > 0 {
		st.tenant.SetBucket(s.plan.burst, s.plan.perSecond)
	}
	st.tenant.ClearRequests()
	st.handshakes = st.tenant.Handshakes()
	return st, nil
}

// fill puts on the tenant what is there before the run. Actions the action itself deploys, so that it takes them for managed.
func (b *bench) fill(ctx context.Context, st *stage) error {
	if st.op == create {
		return nil
	}
	if st.engine == onHooks {
		for i := range st.hooks {
			id := st.tenant.AddHook(sandbox.Hook{Name: name(i), Trigger: forms[0].trigger, Script: st.text(i, true).hook()})
			if i == st.hooks/2 {
				st.stale = id
			}
		}
		return nil
	}
	if err := st.writeFiles(true); err != nil {
		return err
	}
	args, env, err := b.action(st)
	if err != nil {
		return err
	}
	_, err = measure(ctx, env, args...)
	return err
}

func (st *stage) address() string {
	u, err := url.Parse(st.base)
	if err != nil {
		panic(err) // the sandbox made it
	}
	return u.Host
}

// look lets deployments end that nobody waited for: the tenant ends what is due when it is asked.
func (st *stage) look(ctx context.Context) {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v2/actions/actions?per_page=100", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+st.tenant.Token())
	st.tenant.ServeHTTP(httptest.NewRecorder(), r)
}

// check compares what the tenant has after a run with the files.
func (st *stage) check(ctx context.Context) error {
	st.look(ctx)
	if unknown := st.tenant.Unknown(); len(unknown) > 0 && !strings.HasPrefix(unknown[0], "GET /api/v2/actions/modules") {
		return fmt.Errorf("requests to no known endpoint: %s", strings.Join(unknown, ", "))
	}
	live, bound := map[string]string{}, 0
	for _, h := range st.tenant.Hooks() {
		live[h.Name] = h.Script
	}
	for _, a := range st.tenant.Actions() {
		if a.Deployed != nil {
			live[a.Name] = a.Deployed.Code
		}
	}
	for _, f := range forms {
		bound += len(st.tenant.Bindings(f.trigger))
	}
	for i := range st.hooks {
		if !strings.Contains(live[name(i)], st.text(i, false).mark()) {
			return fmt.Errorf("%s is not as its file says", name(i))
		}
	}
	if len(live) != st.hooks || (st.engine == onActions && bound != st.enabled) {
		return fmt.Errorf("%d hooks on the tenant and %d bound, want %d and %d", len(live), bound, st.hooks, st.enabled)
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
