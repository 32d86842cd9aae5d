package auth0

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/tenant"
)

// A wireBinding is one place in a trigger's list of Actions.
type wireBinding struct {
	ID          string `json:"id"` // another one after each write of the list
	DisplayName string `json:"display_name"`
	Action      struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"action"`
}

type wireBindings struct {
	Bindings []wireBinding `json:"bindings"`
}

func (b *wireBindings) check() error { return present(b.Bindings != nil, "bindings") }

type wireRef struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type wireBind struct {
	Ref         wireRef `json:"ref"`
	DisplayName string  `json:"display_name"`
}

func isBound(bound []wireBinding, id string) bool {
	return slices.ContainsFunc(bound, func(b wireBinding) bool { return b.Action.ID == id })
}

func bindingsPath(trigger string) string { return apiPath("actions", "triggers", trigger, "bindings") }

// readBindings reads all pages: what a write leaves out is unbound.
func (e *ActionsEngine) readBindings(ctx context.Context, trigger string) ([]wireBinding, error) {
	const size = 50
	left := maxList
	var all []wireBinding
	for page := 0; ; page++ {
		query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(size)}}
		var body wireBindings
		if err := e.c.do(ctx, request{method: http.MethodGet, path: bindingsPath(trigger), query: query, left: &left}, &body); err != nil {
			return nil, err
		}
		all = append(all, body.Bindings...)
		if len(body.Bindings) < size {
			return all, nil
		}
	}
}

// An exchange is a change of one trigger's list.
type exchange struct {
	trigger, action, name string
	bind                  bool     // or unbind
	unbind                []string // other Actions that go out in the same write
}

// list is what the bindings are to be: order and display names of all others stay, the Action goes to the end.
func (x exchange) list(bound []wireBinding) []wireBind {
	list := make([]wireBind, 0, len(bound)+1)
	for _, b := range bound {
		if slices.Contains(x.unbind, b.Action.ID) || b.Action.ID == x.action && !x.bind {
			continue
		}
		list = append(list, wireBind{wireRef{"action_id", b.Action.ID}, b.DisplayName})
	}
	if x.bind && !isBound(bound, x.action) {
		list = append(list, wireBind{wireRef{"action_id", x.action}, x.name})
	}
	return list
}

// holds reports that the bindings are as the exchange wants them.
func (x exchange) holds(bound []wireBinding) bool {
	gone := !slices.ContainsFunc(x.unbind, func(id string) bool { return isBound(bound, id) })
	return gone && isBound(bound, x.action) == x.bind
}

// longestSettle is as long as one request lives: no write comes later than that after its reading.
const longestSettle = 30 * time.Second

// writes is how often a list is written before an exchange is given up.
const writes = 20

// insist is how often an exchange writes the others out of the list. Where their runs bring them back each time, the one
// slot is not settled here: who holds it looks for rivals afterwards.
const insist = 4

// exchange brings a trigger's list to what x wants. The API replaces the list as a whole and has no precondition: so the
// list is read just before the write, verified after it, and once more after a delay longer than the widest gap seen
// between reading and writing, in which another run may have written what it had read before. Only where nobody wrote in
// that time, as the ids of the bindings tell, has everybody seen the list as it is. A write whose answer was lost is never
// repeated: the list is read again.
func (e *ActionsEngine) exchange(ctx context.Context, x exchange) error {
	turn := e.turnOf(x.trigger)
	if err := turn.take(ctx); err != nil {
		return fmt.Errorf("bindings of %s: %w", x.trigger, err)
	}
	defer turn.give()
	var gap time.Duration
	var last []wireBinding
	calm := 0 // how often in a row the list was found as it should be, and the same
	for n := 0; n < writes; {
		began := time.Now()
		bound, err := e.readBindings(ctx, x.trigger)
		if err != nil {
			return fmt.Errorf("bindings of %s: %w", x.trigger, err)
		}
		if x.holds(bound) {
			if !slices.Equal(last, bound) {
				last, calm = bound, 0
			}
			if calm++; calm == 2 || n == 0 && gap == 0 {
				return nil
			}
			if err := settle(ctx, min(2*gap, longestSettle)); err != nil {
				return err
			}
			continue
		}
		calm = 0
		n++
		if err := e.writeBindings(ctx, x, bound); err != nil {
			return fmt.Errorf("bindings of %s: %w", x.trigger, err)
		}
		gap = max(gap, time.Since(began))
		if n == insist {
			x.unbind = nil
		}
		if n > 1 { // others are at it: not in step with them
			apart := rand.N(min(gap<<min(n, 5), longestSettle) + 1) //nolint:gosec // nobody gains by guessing it
			if err := settle(ctx, apart); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("bindings of %s: others wrote the list each time this run did: %w", x.trigger, errBusy)
}

var errBusy = errors.New("it changes too often")

// writeBindings writes the list once. That its answer was lost is for the next reading to judge; that the Action's
// deployment has not arrived there yet is a reason to wait.
func (e *ActionsEngine) writeBindings(ctx context.Context, x exchange, bound []wireBinding) error {
	if slices.ContainsFunc(bound, func(b wireBinding) bool { return b.Action.ID == "" }) {
		return errors.New("one of them names no Action, and so the list cannot be written back whole: nothing was written")
	}
	body := struct {
		Bindings []wireBind `json:"bindings"`
	}{x.list(bound)}
	err := e.c.do(ctx, request{method: http.MethodPatch, path: bindingsPath(x.trigger), body: body, repeat: retry.IfRefused}, &wireBindings{})
	switch {
	case isLost(err) && ctx.Err() == nil:
		return nil
	case hasStatus(err, http.StatusBadRequest) && strings.Contains(err.Error(), "has not been deployed yet"):
		return e.pause(ctx, "the Action's deployment")
	}
	return err
}

// settle lets some time pass; its error says why the run ended before.
func settle(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// turnOf keeps this process from changing one list in two goroutines at once.
func (e *ActionsEngine) turnOf(trigger string) turn {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.bindings[trigger] == nil {
		e.bindings[trigger] = newTurn()
	}
	return e.bindings[trigger]
}

func isLost(err error) bool { return errors.Is(err, tenant.ErrLost) }
