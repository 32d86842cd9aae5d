package tenant

import (
	"context"
	"fmt"
	"slices"
)

// move plans again as Actions what the tenant refused as Hooks, and writes them.
func (a *applier) move(ctx context.Context, tasks []*task) {
	refused := slices.DeleteFunc(slices.Clone(tasks), func(t *task) bool { return !t.refused })
	if len(refused) == 0 {
		return
	}
	var wants []Desired
	for _, t := range refused {
		wants = append(wants, t.Step.Want)
	}
	goal := a.goal.only(wants...)
	have, err := read(ctx, a.engines, goal, Query{Desired: wants, Secrets: true})
	if have.Hooks.Status == Readable || have.Hooks.Status == Forbidden { // none of them becomes a Hook any more
		have.Hooks.Status = ReadOnly
	}
	plan, byKey := Plan{}, map[string]int{}
	if err == nil {
		plan = Diff(goal, have)
		a.have = append(a.have, have)
	}
	for i, s := range plan.Steps {
		byKey[s.Key()] = i
	}
	for _, t := range refused {
		t.refused = false
		i := byKey[t.Step.Key()]
		switch {
		case err != nil:
			t.fail(ctx, fmt.Errorf("the tenant refuses Hooks, and it cannot become an Action: %w", err))
			continue
		case plan.Steps[i].Err != nil:
			t.Status, t.Err = Failed, fmt.Errorf("the tenant refuses Hooks, and it cannot become an Action: %w",
				plan.Steps[i].Err)
			continue
		case plan.Refused():
			t.Status, t.Err = Skipped, ErrNotAttempted
			continue
		}
		t.Result, t.next = resultOf(plan.Steps[i]), plan.Steps[i]
	}
	a.writeAll(ctx, refused)
}
