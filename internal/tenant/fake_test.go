package tenant_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"auth0-hook-action/internal/tenant"
)

// fake is a tenant in memory, with an engine for each runtime. Its clock is that of the test's bubble.
type fake struct {
	mu       sync.Mutex
	state    string // of Hooks: "on", "read-only", "gone"
	items    map[string]*item
	bound    map[tenant.Trigger][]string
	next     int
	ids      func() string
	log      []string
	latency  func() time.Duration
	lag      time.Duration // of the list of Actions behind creations
	fault    func(call string) error
	forbid   tenant.Runtime // may not be read
	noAction bool           // the tenant has no Actions

	secretsOnRequest bool // the names of a Hook's secrets are read only where they are asked for
}

type item struct {
	o       tenant.Observed
	created time.Time
}

func newFake(state string, all ...tenant.Observed) *fake {
	f := &fake{state: state, items: map[string]*item{}, bound: map[tenant.Trigger][]string{}, next: 500}
	for _, o := range all {
		f.put(o)
	}
	return f
}

func (f *fake) put(o tenant.Observed) {
	if o.Runtime == tenant.RuntimeActions && o.IsEnabled() {
		f.bound[o.Trigger] = append(f.bound[o.Trigger], o.ID)
	}
	f.items[o.ID] = &item{o: o}
}

func (f *fake) engines() tenant.Engines {
	return tenant.Engines{Hooks: fakeHooks{f}, Actions: fakeActions{f}}
}

// pause waits on the clock of a bubble, at most until the run ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// call begins one request: it takes its time, is written down and may fail.
func (f *fake) call(ctx context.Context, format string, args ...any) error {
	if f.latency != nil {
		pause(ctx, f.latency())
	}
	text := fmt.Sprintf(format, args...)
	f.mu.Lock()
	f.log = append(f.log, text)
	fault := f.fault
	f.mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if fault != nil {
		return fault(text)
	}
	return nil
}

// writes is the log without readings.
func (f *fake) writes() []string {
	return slices.DeleteFunc(slices.Clone(f.log), func(s string) bool {
		return strings.HasPrefix(s, "read") || strings.HasPrefix(s, "verify")
	})
}

func (f *fake) snapshot(r tenant.Runtime) []tenant.Observed {
	var all []tenant.Observed
	for _, id := range slices.Sorted(maps.Keys(f.items)) {
		i := f.items[id]
		if i.o.Runtime != r || r == tenant.RuntimeActions && f.lag > 0 && time.Since(i.created) < f.lag {
			continue
		}
		o := i.o
		o.Secrets, o.Dependencies, o.Given = slices.Clone(o.Secrets), maps.Clone(o.Dependencies), maps.Clone(o.Given)
		if r == tenant.RuntimeActions {
			o.Places = nil
			for at, bound := range f.bound[o.Trigger] {
				if bound == o.ID {
					o.Places = append(o.Places, at+1)
				}
			}
			o.Enabled = new(len(o.Places) > 0)
		}
		all = append(all, o)
	}
	return all
}

func (f *fake) newID() string {
	if f.ids != nil {
		return f.ids()
	}
	f.next++
	return fmt.Sprint(f.next)
}

// write brings an item to what a step wants.
func (f *fake) write(o *tenant.Observed, s tenant.Step) {
	o.Script, o.Format, o.Redo, o.Edited, o.Managed = &s.Want.Script, s.Want.Format, "", false, true
	if s.Op == tenant.Update && s.Change.Script == nil && o.Runtime == tenant.RuntimeHooks {
		o.Script = f.items[o.ID].o.Script
	}
	if s.Want.Dependencies != nil || s.Change.Dependencies != nil {
		o.Given = maps.Clone(s.Want.Dependencies)
	}
	if s.Change.Dependencies != nil {
		o.Dependencies = maps.Clone(s.Change.Dependencies)
	} else if s.Op == tenant.Create {
		o.Dependencies = maps.Clone(s.Want.Dependencies)
		if o.Dependencies == nil {
			o.Dependencies = map[string]string{}
		}
		if o.Runtime == tenant.RuntimeActions {
			maps.Copy(o.Dependencies, s.Want.Required)
		}
	}
	names := map[string]bool{}
	for _, n := range o.Secrets {
		names[n] = true
	}
	for n := range s.Change.AddSecrets {
		names[n] = true
	}
	if s.Op == tenant.Create {
		for n := range s.Want.Secrets {
			names[n] = true
		}
	}
	for _, n := range s.Change.DropSecrets {
		delete(names, n)
	}
	o.Secrets = slices.Sorted(maps.Keys(names))
}

type fakeHooks struct{ f *fake }

func (fakeHooks) Limits() tenant.Limits {
	return tenant.Limits{Runtime: tenant.RuntimeHooks, MaxSecrets: 3, UniqueNames: true}
}

func (e fakeHooks) Read(ctx context.Context, q tenant.Query) ([]tenant.Observed, error) {
	if err := e.f.call(ctx, "read hooks"); err != nil {
		return nil, err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	switch {
	case e.f.state == "gone":
		return nil, tenant.ErrHooksEnded
	case e.f.forbid == tenant.RuntimeHooks || e.f.forbid == tenant.RuntimeAuto:
		return nil, tenant.ErrForbidden
	}
	all := e.f.snapshot(tenant.RuntimeHooks)
	for i := range all {
		if e.f.secretsOnRequest && !q.Secrets {
			all[i].Secrets = nil
		}
	}
	return all, nil
}

func (e fakeHooks) Verify(ctx context.Context, _ []tenant.Observed) ([]tenant.Observed, error) {
	pause(ctx, 400*time.Millisecond)
	if err := e.f.call(ctx, "verify hooks"); err != nil {
		return nil, err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	return e.f.snapshot(tenant.RuntimeHooks), nil
}

func (e fakeHooks) Do(ctx context.Context, s tenant.Step) (tenant.Observed, error) {
	if err := e.f.call(ctx, "%s hook %s", s.Op, s.Name()); err != nil {
		return tenant.Observed{}, err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	source := s.Op == tenant.Create || s.Change.Script != nil || s.Change.Dependencies != nil
	if e.f.state != "on" && source {
		return tenant.Observed{}, tenant.ErrHooksEnded
	}
	if s.Op == tenant.Delete {
		delete(e.f.items, s.Have.ID)
		return *s.Have, nil
	}
	if s.Op == tenant.Create {
		return e.create(s)
	}
	o := e.f.items[s.Have.ID].o
	e.f.write(&o, s)
	if s.Change.Enabled != nil {
		o.Enabled = s.Change.Enabled
	}
	e.f.items[o.ID].o = o
	return o, nil
}

func (e fakeHooks) create(s tenant.Step) (tenant.Observed, error) {
	o := tenant.Observed{Runtime: tenant.RuntimeHooks, ID: e.f.newID(), Name: tenant.Kebab(s.Want.Name),
		Trigger: s.Want.Trigger,
		Enabled: new(s.Want.WantsEnabled())}
	for _, i := range e.f.items {
		if i.o.Runtime == tenant.RuntimeHooks && i.o.Name == o.Name {
			return tenant.Observed{}, tenant.ErrConflict
		}
	}
	e.f.write(&o, s)
	e.f.items[o.ID] = &item{o: o}
	return o, nil
}

func (e fakeHooks) Switch(ctx context.Context, s tenant.Switch) error {
	if err := e.f.known(ctx, tenant.RuntimeHooks, s); err != nil {
		return err
	}
	for _, id := range s.Off {
		if err := e.set(ctx, id, false); err != nil {
			return err
		}
	}
	for _, p := range s.On {
		if err := e.set(ctx, p.ID, true); err != nil {
			return err
		}
	}
	return nil
}

func (e fakeHooks) set(ctx context.Context, id string, on bool) error {
	e.f.mu.Lock()
	name := id
	if i := e.f.items[id]; i != nil {
		name = i.o.Name
	}
	e.f.mu.Unlock()
	if err := e.f.call(ctx, "hook %s: %v", name, on); err != nil {
		return err
	}
	e.f.mu.Lock()
	defer e.f.mu.Unlock()
	if i := e.f.items[id]; i != nil {
		i.o.Enabled = &on
	}
	return nil
}

// known is a conflict where another one is enabled than the plan knew.
func (f *fake) known(ctx context.Context, r tenant.Runtime, s tenant.Switch) error {
	if s.Known == nil {
		return nil
	}
	if err := f.call(ctx, "read list of %s", r); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.snapshot(r) {
		on := slices.ContainsFunc(s.On, func(p tenant.Placement) bool { return p.ID == o.ID || p.Name == o.Name })
		if o.Trigger == s.Trigger && o.IsEnabled() && !on && !slices.Contains(slices.Concat(s.Known, s.Off), o.ID) {
			return tenant.ErrConflict
		}
	}
	return nil
}

// randomIDs are ids without an order in time, as those of Actions are.
func randomIDs(rnd *rand.Rand) func() string {
	return func() string { return fmt.Sprintf("%08x", rnd.Uint32()) }
}
