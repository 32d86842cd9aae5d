package tenant

import "fmt"

// checkRoom refuses what would be more than a tenant takes. Others' hooks count too.
func (d differ) checkRoom(steps []Step) {
	perTrigger, total := map[Trigger]int{}, len(d.have)
	for _, h := range d.have {
		perTrigger[h.Trigger]++
	}
	for _, s := range steps {
		if s.Op == Delete {
			perTrigger[s.Trigger()]--
			total--
		}
	}
	for i, s := range steps {
		if s.Op != Create {
			continue
		}
		perTrigger[s.Trigger()]++
		total++
		if err := d.limits.room(perTrigger[s.Trigger()], total, s.Trigger()); err != nil {
			steps[i].Op, steps[i].Err = None, err
		}
	}
}

// room says what speaks against that many hooks.
func (l Limits) room(atTrigger, total int, t Trigger) error {
	switch {
	case l.MaxPerTrigger > 0 && atTrigger > l.MaxPerTrigger:
		return fmt.Errorf("it would be number %d at %s, and a tenant takes %d: delete one that is not needed (%w)",
			atTrigger, t, l.MaxPerTrigger, ErrRefused)
	case l.MaxTotal > 0 && total > l.MaxTotal:
		return fmt.Errorf("it would be number %d, and a tenant takes %d %s: delete one that is not needed (%w)",
			total, l.MaxTotal, l.Runtime, ErrRefused)
	}
	return nil
}
