package tenant_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// fake is an engine that keeps its hooks in memory. fault, where set, is asked before each Do: an error with lands true
// is returned after the work was done.
type fake struct {
	mu     sync.Mutex
	limits tenant.Limits
	hooks  map[string]tenant.Hook
	next   int
	dos    []string
	reads  int
	onRead func(f *fake, n int)
	// readErr, where set, says how the n-th reading fails.
	readErr func(n int) error
	fault   func(s tenant.Step, n int) (err error, lands bool)
}

var _ tenant.Engine = (*fake)(nil)

func newFake(hooks ...tenant.Hook) *fake {
	f := &fake{limits: tenant.Limits{Runtime: "hooks", MaxSecrets: 3}, hooks: map[string]tenant.Hook{}, next: 100}
	for _, h := range hooks {
		f.hooks[h.ID] = h
	}
	return f
}

func (f *fake) Limits() tenant.Limits { return f.limits }

func (f *fake) Read(context.Context, []tenant.Hook) ([]tenant.Hook, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	if f.onRead != nil {
		f.onRead(f, f.reads)
	}
	if f.readErr != nil {
		if err := f.readErr(f.reads); err != nil {
			return nil, err
		}
	}
	var all []tenant.Hook
	for _, h := range f.hooks {
		h.Secrets = maps.Clone(h.Secrets)
		for k := range h.Secrets {
			h.Secrets[k] = secret.Value{}
		}
		all = append(all, h)
	}
	return all, nil
}

func (f *fake) Do(_ context.Context, s tenant.Step) (tenant.Hook, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dos = append(f.dos, fmt.Sprintf("%s %s", s.Op, s.Key()))
	var err error
	lands := true
	if f.fault != nil {
		err, lands = f.fault(s, len(f.dos))
	}
	if err != nil && !lands {
		return tenant.Hook{}, err
	}
	h, doErr := f.do(s)
	return h, errors.Join(err, doErr)
}

func (f *fake) do(s tenant.Step) (tenant.Hook, error) {
	switch s.Op {
	case tenant.Create:
		return f.create(s)
	case tenant.Delete:
		delete(f.hooks, s.Have.ID)
		return s.Have, nil
	}
	h, c := f.hooks[s.Have.ID], s.Change
	if c.Script != nil {
		h.Script = *c.Script
	}
	if c.Enabled != nil {
		h.Enabled = c.Enabled
	}
	if c.Dependencies != nil {
		h.Dependencies = c.Dependencies
	}
	h.Secrets, h.Redo = maps.Clone(h.Secrets), ""
	if h.Secrets == nil {
		h.Secrets = map[string]secret.Value{}
	}
	maps.Copy(h.Secrets, c.AddSecrets)
	maps.Copy(h.Secrets, c.SetSecrets)
	for _, k := range c.DropSecrets {
		delete(h.Secrets, k)
	}
	if f.limits.ExchangesAtOnce {
		f.disable(s.Displaces)
	}
	f.hooks[h.ID] = h
	return h, nil
}

func (f *fake) create(s tenant.Step) (tenant.Hook, error) {
	for _, h := range f.hooks {
		if h.Key() == s.Want.Key() {
			return tenant.Hook{}, tenant.ErrConflict
		}
	}
	if f.limits.ExchangesAtOnce {
		f.disable(s.Displaces)
	}
	f.next++
	h := s.Want
	h.ID, h.Name = fmt.Sprint(f.next), tenant.Kebab(h.Name)
	if h.Enabled == nil {
		h.Enabled = new(false)
	}
	if h.Dependencies == nil {
		h.Dependencies = map[string]string{}
	}
	h.Secrets = maps.Clone(h.Secrets)
	f.hooks[h.ID] = h
	return h, nil
}

func (f *fake) disable(hooks []tenant.Hook) {
	for _, o := range hooks {
		h := f.hooks[o.ID]
		h.Enabled = new(false)
		f.hooks[h.ID] = h
	}
}

func (f *fake) enabled(t tenant.Trigger) []string {
	var ids []string
	for _, h := range f.hooks {
		if h.Trigger == t && h.IsEnabled() {
			ids = append(ids, h.ID)
		}
	}
	return ids
}
