package tenant

import (
	"cmp"
	"maps"
	"slices"
)

// A Binding is one place in a trigger's list of Actions.
type Binding struct{ ActionID, Name, DisplayName string }

// Arrange gives a trigger's list as a Switch wants it. The others keep their order and their display names. What is to
// be bound takes the place of what it stands in for, else the one that its Position says, two with the same one in
// their order; without either it keeps its place or goes last. ErrConflict: an Action named by a Position is not in the
// list.
func Arrange(list []Binding, s Switch) ([]Binding, error) {
	var result []Binding
	moved := map[string]bool{}
	for _, p := range s.On {
		there := slices.ContainsFunc(list, func(b Binding) bool { return b.ActionID == p.ID })
		moved[p.ID] = p.Position != Position{} || !there
	}
	elsewhere := maps.Clone(moved)
	for _, b := range list {
		takesPlace := func(p Placement) bool { return moved[p.ID] && slices.Contains(p.Instead, b.ActionID) }
		if i := slices.IndexFunc(s.On, takesPlace); i >= 0 {
			result = append(result, entry(list, s.On[i]))
			moved[s.On[i].ID] = false
		}
		if !slices.Contains(s.Off, b.ActionID) && !elsewhere[b.ActionID] {
			result = append(result, b)
		}
	}
	return insert(result, list, s.On, moved)
}

// insert puts those that are moved where they belong, in their order. A place beside one that is inserted itself is
// found when that one stands.
func insert(result, list []Binding, on []Placement, moved map[string]bool) ([]Binding, error) {
	placed := map[Position]int{} // how many stand there already
	for left := countTrue(moved); left > 0; {
		before := left
		for _, p := range on {
			if !moved[p.ID] {
				continue
			}
			at := place(result, p.Position, placed[p.Position])
			if at < 0 {
				continue
			}
			result = slices.Insert(result, at, entry(list, p))
			placed[p.Position]++
			moved[p.ID] = false
			left--
		}
		if left == before {
			return nil, ErrConflict
		}
	}
	return result, nil
}

func countTrue(m map[string]bool) (n int) {
	for _, yes := range m {
		if yes {
			n++
		}
	}
	return n
}

// place is where the next one of a position is inserted; -1 where the Action it names is not in the list.
func place(list []Binding, p Position, placed int) int {
	at := slices.IndexFunc(list, func(b Binding) bool { return b.Name == p.Name })
	switch p.Where {
	case First:
		return placed
	case Before:
		return at
	case After:
		if at < 0 {
			return -1
		}
		return at + 1 + placed
	}
	return len(list)
}

// entry keeps the display name of one that is in the list already.
func entry(list []Binding, p Placement) Binding {
	if i := slices.IndexFunc(list, func(b Binding) bool { return b.ActionID == p.ID }); i >= 0 {
		return list[i]
	}
	return Binding{ActionID: p.ID, Name: p.Name, DisplayName: p.Name}
}

// checkPositions fills in which bound Actions move, and refuses places that there are not.
func (d *differ) checkPositions(steps []Step) {
	for i := range steps {
		d.checkPosition(&steps[i], steps)
	}
}

func (d *differ) checkPosition(s *Step, steps []Step) {
	position := s.Want.Position
	if position == (Position{}) || s.Err != nil || s.Runtime != RuntimeActions || d.goal.Mode == ModeDelete {
		return
	}
	if !s.staysBound() {
		s.Warnings = append(s.Warnings, notice(s.Want, "position", "position is ignored: the Action is not bound"))
		return
	}
	list := d.bound(s.Want.Trigger, steps)
	if err := checkName(list, *s, steps); err != nil {
		*s = s.failed(err)
		return
	}
	bound := s.Have != nil && s.Have.IsEnabled()
	switch stands := bound && d.inPlace(list, *s, steps); {
	case stands:
	case inCycle(*s, steps):
		*s = s.failed(refuse("Use first, last or the name of an Action whose position does not depend on this one",
			"position %q refers back to the Action itself through other Actions", position))
	case bound:
		s.Change.Position = position
		if s.Op == None {
			s.Op = Update
		}
	}
}

// staysBound reports whether the step's Action is bound after it.
func (s Step) staysBound() bool {
	return s.Want.WantsEnabled() || s.Enables() || s.Have != nil && s.Have.IsEnabled() && !s.Want.WantsDisabled()
}

// bound is a trigger's list without those that the plan takes out of it.
func (d *differ) bound(t Trigger, steps []Step) []Observed {
	type at struct {
		place int
		o     Observed
	}
	var list []at
	for _, o := range d.have.Observed {
		leaves := slices.ContainsFunc(steps, func(s Step) bool {
			return s.frees(o) || s.Err == nil && slices.ContainsFunc(s.Displaces, o.is)
		})
		if o.Runtime != RuntimeActions || o.Trigger != t || leaves {
			continue
		}
		for _, p := range o.Places {
			list = append(list, at{p, o})
		}
	}
	slices.SortFunc(list, func(a, b at) int { return cmp.Compare(a.place, b.place) })
	bound := make([]Observed, len(list))
	for i, one := range list {
		bound[i] = one.o
	}
	return bound
}

// checkName refuses a place before or after an Action that is not in the list once, or is the hook itself.
func checkName(list []Observed, s Step, steps []Step) error {
	p := s.Want.Position
	if p.Where != Before && p.Where != After {
		return nil
	}
	n := 0
	for _, o := range list {
		if o.Name == p.Name {
			n++
		}
	}
	joins := func(o Step) bool {
		return o.Err == nil && o.Enables() && o.Trigger() == s.Trigger() && o.storedName() == p.Name
	}
	switch {
	case p.Name == s.storedName():
		return refuse("Name another Action of the trigger, or use first or last",
			"position %q names the Action itself", p)
	case n > 1:
		return refuse("Bind it once", "position %q names an Action that is bound %d times at %s", p, n, s.Trigger())
	case n == 0 && !slices.ContainsFunc(steps, joins):
		return refuse("Give the exact name of an Action in the trigger's flow (Dashboard: Actions > Triggers)",
			"position %q names an Action that is not bound at %s", p, s.Trigger())
	}
	return nil
}

// inCycle reports whether the Actions that positions name lead back to the step's own.
func inCycle(s Step, steps []Step) bool {
	p := s.Want.Position
	for range steps {
		i := slices.IndexFunc(steps, func(o Step) bool {
			return o.Err == nil && o.Runtime == RuntimeActions && o.Trigger() == s.Trigger() && o.storedName() == p.Name
		})
		if i < 0 {
			return false
		}
		p = steps[i].Want.Position
		if p.Name == s.storedName() {
			return true
		}
	}
	return false
}

// storedName is the name that the tenant stores.
func (s Step) storedName() string {
	switch {
	case s.Have != nil:
		return s.Have.Name
	case s.Want.Format == FormatAction:
		return s.Want.Name
	}
	return Kebab(s.Want.Name)
}

// inPlace reports whether a bound Action stands where it is wanted. Between it and its place stand at most those that
// want the same one, in the order of the files.
func (d *differ) inPlace(list []Observed, s Step, steps []Step) bool {
	own := slices.IndexFunc(list, s.Have.is)
	if own < 0 { // another one of the plan displaces it
		return true
	}
	order := d.wanting(s.Want.Position, s.Want.Trigger, steps)
	rank := slices.Index(order, s.Have.ID)
	earlier := func(o Observed) bool { i := slices.Index(order, o.ID); return i >= 0 && i < rank }
	later := func(o Observed) bool { return slices.Index(order, o.ID) > rank }
	at := slices.IndexFunc(list, func(o Observed) bool { return o.Name == s.Want.Position.Name })
	switch s.Want.Position.Where {
	case First:
		return all(list[:own], earlier)
	case Last:
		return all(list[own+1:], later)
	case Before:
		return at > own && all(list[own+1:at], later)
	}
	return at >= 0 && at < own && all(list[at+1:own], earlier)
}

// wanting are the ids of those at a trigger that want one position, in the order of the files.
func (d *differ) wanting(p Position, t Trigger, steps []Step) []string {
	var ids []string
	for _, want := range d.goal.Desired {
		if want.Position != p || want.Trigger != t {
			continue
		}
		for _, s := range steps {
			if s.Want.Key() == want.Key() && s.Have != nil {
				ids = append(ids, s.Have.ID)
			}
		}
	}
	return ids
}

func all(list []Observed, rule func(Observed) bool) bool {
	return !slices.ContainsFunc(list, func(o Observed) bool { return !rule(o) })
}
