package tenant_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"auth0-hook-action/internal/tenant"
)

type fakeActions struct{ f *fake }

func (fakeActions) Limits() tenant.Limits {
	return tenant.Limits{Runtime: tenant.RuntimeActions, MaxSecrets: 4, SecretsAsSet: true, MaxDependencies: 2,
		MaxPerTrigger: 4, MaxTotal: 6}
}

func (e fakeActions) Read(ctx context.Context, _ tenant.Query) ([]tenant.Observed, error) {
	if err := e.f.call(ctx, "read actions"); err != nil {
		return nil, err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	switch {
	case e.f.noAction:
		return nil, tenant.ErrNoActions
	case e.f.forbid == tenant.RuntimeActions || e.f.forbid == tenant.RuntimeAuto:
		return nil, tenant.ErrForbidden
	}
	return e.f.snapshot(tenant.RuntimeActions), nil
}

func (e fakeActions) Verify(ctx context.Context, written []tenant.Observed) ([]tenant.Observed, error) {
	for range 20 {
		pause(ctx, 400*time.Millisecond)
		if err := e.f.call(ctx, "verify actions"); err != nil {
			return nil, err
		}
		e.f.mu.Lock()
		seen := e.f.snapshot(tenant.RuntimeActions)
		late := slices.ContainsFunc(written, func(w tenant.Observed) bool {
			return e.f.items[w.ID] != nil && !slices.ContainsFunc(seen,
				func(o tenant.Observed) bool { return o.ID == w.ID })
		})
		e.f.mu.Unlock()
		if !late {
			return seen, nil
		}
	}
	return nil, errors.New("the list lags too long for this test")
}

func (e fakeActions) Do(ctx context.Context, s tenant.Step) (tenant.Observed, error) {
	if err := e.f.call(ctx, "%s action %s", s.Op, s.Name()); err != nil {
		return tenant.Observed{}, err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	switch s.Op {
	case tenant.Create:
		name := s.Want.Name
		if s.Want.Format != tenant.FormatAction {
			name = tenant.Kebab(name)
		}
		o := tenant.Observed{Runtime: tenant.RuntimeActions, ID: e.f.newID(), Name: name, Trigger: s.Want.Trigger,
			Enabled: new(false)}
		e.f.write(&o, s)
		e.f.items[o.ID] = &item{o: o, created: time.Now()}
		return o, nil
	case tenant.Delete:
		delete(e.f.items, s.Have.ID)
		e.f.bound[s.Have.Trigger] = slices.DeleteFunc(e.f.bound[s.Have.Trigger],
			func(id string) bool { return id == s.Have.ID })
		return *s.Have, nil
	}
	i := e.f.items[s.Have.ID]
	if i == nil {
		return *s.Have, tenant.ErrConflict
	}
	e.f.write(&i.o, s)
	return i.o, nil
}

func (e fakeActions) Switch(ctx context.Context, s tenant.Switch) error {
	if err := e.f.known(ctx, tenant.RuntimeActions, s); err != nil {
		return err
	}
	e.f.mu.Lock()
	list := e.f.list(s.Trigger)
	e.f.mu.Unlock()
	want, err := tenant.Arrange(list, s)
	if err != nil || slices.Equal(want, list) {
		return err
	}
	var names, ids []string
	for _, b := range want {
		names, ids = append(names, b.Name), append(ids, b.ActionID)
	}
	if err := e.f.call(ctx, "bind %s", strings.Join(names, " ")); err != nil { // the list is the older one meanwhile
		return err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	e.f.bound[s.Trigger] = slices.DeleteFunc(ids, func(id string) bool { return e.f.items[id] == nil })
	return nil
}

func (f *fake) list(t tenant.Trigger) []tenant.Binding {
	var list []tenant.Binding
	for _, id := range f.bound[t] {
		list = append(list, tenant.Binding{ActionID: id, Name: f.items[id].o.Name, DisplayName: f.items[id].o.Name})
	}
	return list
}

// names are the names of the Actions that are bound at flow, in order.
func (f *fake) names() []string {
	names := []string{}
	for _, b := range f.list(flow) {
		names = append(names, b.Name)
	}
	return names
}

// enabledHooks are the names of a trigger's enabled Hooks.
func (f *fake) enabledHooks(t tenant.Trigger) []string {
	names := []string{}
	for _, o := range f.snapshot(tenant.RuntimeHooks) {
		if o.Trigger == t && o.IsEnabled() {
			names = append(names, o.Name)
		}
	}
	return names
}
