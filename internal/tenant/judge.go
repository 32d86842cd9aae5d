package tenant

import (
	"cmp"
	"slices"
)

// A verdict is what a verifying reading means for one hook of this run.
type verdict int

const (
	asWritten  verdict = iota + 1 // it is as it was written
	gone                          // somebody deleted it
	superseded                    // a concurrent run created an Action of the name whose id is smaller: that one stays
	duplicated                    // a concurrent run created one whose id is larger: that one is deleted
	undone                        // a concurrent run wrote an older list: switch again
	contested                     // a rival is enabled too, and the rival has to yield
	yields                        // a rival is enabled too, and stays
	takenOver                     // a rival is enabled, and this one no longer is
)

// judge compares what this run wrote of one hook with what a tenant shows. own has the enabled state that was written;
// displaced are those that were disabled for it; looks counts the readings before that showed a rival. Others are those
// that the verdict is about, by id. Races are judged here and nowhere else: of two Actions of one name, and of two
// hooks for one slot, the smaller id stays.
func judge(own Observed, displaced []Observed, looks int, seen []Observed) (v verdict, others []Observed) {
	i := slices.IndexFunc(seen, own.is)
	same := having(seen, func(o Observed) bool { return sameAction(own, o) })
	switch {
	case len(same) > 0 && (i < 0 || same[0].ID < own.ID):
		return superseded, same
	case i < 0:
		return gone, nil
	case len(same) > 0:
		return duplicated, same
	}
	now := seen[i]
	if own.IsEnabled() && takesSlot(own.Format, own.Trigger) {
		if v, rivals := judgeSlot(own, now, displaced, looks, seen); v != asWritten {
			return v, rivals
		}
	}
	if own.Enabled != nil && now.Enabled != nil && *own.Enabled != *now.Enabled {
		return undone, nil
	}
	return asWritten, nil
}

// sameAction reports whether two managed Actions are there for one hook.
func sameAction(a, b Observed) bool {
	actions := a.Runtime == RuntimeActions && b.Runtime == RuntimeActions && b.Managed
	return actions && a.ID != b.ID && a.Name == b.Name && a.Trigger == b.Trigger
}

// judgeSlot judges who keeps the enabled slot. A rival is not believed at first sight: one that is on its way out is
// back for a moment where somebody writes an older list.
func judgeSlot(own, now Observed, displaced []Observed, looks int, seen []Observed) (verdict, []Observed) {
	rivals := having(seen, func(o Observed) bool { return contends(o, own.Trigger) && !o.is(own) })
	back := func(o Observed) bool { return slices.ContainsFunc(displaced, o.is) }
	switch {
	case len(rivals) == 0:
		return asWritten, nil
	case all(rivals, back) && looks < maxDisplacements:
		return undone, rivals
	case !now.IsEnabled():
		return takenOver, rivals
	case looks >= maxRivalReadings, looks > 0 && rivals[0].ID < own.ID:
		return yields, rivals
	}
	return contested, rivals
}

// having are those that fulfil a condition, by id.
func having(all []Observed, rule func(Observed) bool) []Observed {
	var found []Observed
	for _, o := range all {
		if rule(o) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b Observed) int { return cmp.Compare(a.ID, b.ID) })
	return found
}
