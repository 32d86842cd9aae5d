package auth0

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"auth0-hook-action/internal/tenant"
)

// Read implements tenant.Engine: one listing, and the bindings of each trigger at which something is to be bound or a
// managed Action stands that the query may mean.
func (e *ActionsEngine) Read(ctx context.Context, q tenant.Query) ([]tenant.Observed, error) {
	var seen []tenant.Observed
	var lists bindingLists
	first := toBind(q)
	err := sideBySide(ctx, 2, func(ctx context.Context, i int) (err error) {
		if i == 0 {
			seen, err = e.list(ctx)
		} else {
			lists, err = e.readLists(ctx, first)
		}
		return err
	})
	if err != nil {
		return nil, noActions(err)
	}
	rest := slices.DeleteFunc(standing(seen, q), func(t tenant.Trigger) bool { return slices.Contains(first, t) })
	more, err := e.readLists(ctx, rest)
	if err != nil {
		return nil, err
	}
	maps.Copy(lists, more)
	lists.fillIn(seen)
	return seen, nil
}

// noActions marks the error of a tenant that has no Actions at all, as private clouds and test doubles may.
func noActions(err error) error {
	e, ok := asError(err)
	if !ok || e.Path == tokenPath { // who gives no token says nothing of what the tenant has
		return err
	}
	switch {
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone, e.Status == http.StatusNotImplemented,
		e.Status == http.StatusForbidden && e.Code == "feature_not_enabled":
		return fmt.Errorf("%w: %w", tenant.ErrNoActions, err)
	}
	return err
}

// toBind are the triggers at which the query's hooks are to be bound.
func toBind(q tenant.Query) []tenant.Trigger {
	var found []tenant.Trigger
	for _, want := range q.Desired {
		if want.WantsEnabled() && !slices.Contains(found, want.Trigger) {
			found = append(found, want.Trigger)
		}
	}
	return found
}

// standing are the triggers of the query at which a managed Action stands, or one that it wants to adopt.
func standing(seen []tenant.Observed, q tenant.Query) []tenant.Trigger {
	var found []tenant.Trigger
	for _, o := range seen {
		asked := q.All || slices.ContainsFunc(q.Desired,
			func(w tenant.Desired) bool { return w.Trigger == o.Trigger && (o.Managed || w.Adopt) })
		if asked && o.Trigger != 0 && !slices.Contains(found, o.Trigger) {
			found = append(found, o.Trigger)
		}
	}
	return found
}

// bindingLists are lists of bindings by trigger.
type bindingLists map[tenant.Trigger][]wireBinding

// readLists reads the lists of some triggers side by side.
func (e *ActionsEngine) readLists(ctx context.Context, triggers []tenant.Trigger) (bindingLists, error) {
	all := make([][]wireBinding, len(triggers))
	err := sideBySide(ctx, len(triggers), func(ctx context.Context, i int) (err error) {
		all[i], err = e.readBindings(ctx, triggers[i])
		return err
	})
	lists := bindingLists{}
	for i, t := range triggers {
		lists[t] = all[i]
	}
	return lists, err
}

// fillIn says of each Action at a trigger whose list was read where it stands.
func (l bindingLists) fillIn(seen []tenant.Observed) {
	for i := range seen {
		o := &seen[i]
		bound, ok := l[o.Trigger]
		if !ok {
			continue
		}
		o.Places = nil
		for at, b := range bound {
			if b.Action.ID == o.ID {
				o.Places = append(o.Places, at+1)
			}
		}
		o.Enabled = new(len(o.Places) > 0)
	}
}

// list reads all Actions of the tenant, all triggers.
func (e *ActionsEngine) list(ctx context.Context) ([]tenant.Observed, error) {
	actions, err := e.listActions(ctx)
	if err != nil {
		return nil, err
	}
	seen := make([]tenant.Observed, len(actions))
	for i := range actions {
		seen[i] = actions[i].observed()
	}
	return seen, nil
}

// listActions reads all pages. The API leaves zeroes out, totals too: a page that is not full is the last one.
func (e *ActionsEngine) listActions(ctx context.Context) ([]wireAction, error) {
	left := maxList
	var all []wireAction
	known := map[string]bool{}
	for page := 0; ; page++ {
		query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(actionsPerPage)}}
		var body wireActions
		if err := e.c.do(ctx, request{method: http.MethodGet, path: actionsPath, query: query, left: &left},
			&body); err != nil {
			return nil, err
		}
		for _, a := range body.Actions {
			if !known[a.ID] {
				known[a.ID] = true
				all = append(all, a)
			}
		}
		if len(body.Actions) < actionsPerPage {
			return all, nil
		}
	}
}
