package hookfile

import (
	"fmt"
	"slices"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// Check finds what is wrong with hooks whose Format is known: names that their format does not allow, two that are one for
// Auth0, and two that want the one enabled place of a trigger. A Format of 0 counts as a hook file, except that in a
// deletion names alone are compared.
func (s Set) Check() []diag.Diagnostic {
	var found []diag.Diagnostic
	report := func(h Hook, field string, d diag.Diagnostic) {
		d.Place = h.Place(field)
		found = append(found, d)
	}
	for _, h := range s.Hooks {
		if h.Format != tenant.FormatHook {
			continue
		}
		if d, ok := CheckName(h.Name, h.DisplayName(), h.Format); !ok && h.Name != "" {
			report(h, FieldName, d)
		}
	}
	s.compare(report)
	return found
}

// compare finds what is wrong among hooks.
func (s Set) compare(report func(h Hook, field string, d diag.Diagnostic)) {
	alike, slots := map[string][]Hook{}, map[tenant.Trigger]Hook{}
	for _, h := range s.Hooks {
		kebab := tenant.Kebab(h.Name)
		if i := slices.IndexFunc(alike[kebab], h.same); i >= 0 {
			first := alike[kebab][i]
			report(h, FieldName, fault(0, RuleSet,
				fmt.Sprintf("%s is the same hook as %s (%s)", h.DisplayName(), first.DisplayName(), first.Place(FieldName)),
				"rename one of them: in the name of a hook file capitals and separators make no difference"))
			continue
		}
		alike[kebab] = append(alike[kebab], h)
		if h.Trigger == 0 || !h.WantsEnabled() || h.Format == tenant.FormatAction && !h.Trigger.TakesOneAction() {
			continue
		}
		if first, taken := slots[h.Trigger]; taken {
			report(h, FieldEnabled, fault(0, RuleSet, fmt.Sprintf("%s and %s (%s) are both enabled at %s, which runs one of them",
				h.DisplayName(), first.DisplayName(), first.Place(FieldEnabled), h.Trigger),
				"set enabled to false in one of them"))
			continue
		}
		slots[h.Trigger] = h
	}
}

// same reports whether two hooks whose names have the same kebab form are one: two hook files, whatever their triggers,
// since the Hooks API has a name once; two native Actions of one exact name and trigger; one of each at one trigger,
// since a native Action may take the place of a hook file.
func (h Hook) same(other Hook) bool {
	action, otherAction := h.Format == tenant.FormatAction, other.Format == tenant.FormatAction
	switch {
	case h.Name == "":
		return false
	case h.Script == "" && other.Script == "": // as in a deletion: the formats are not known
		return h.Name == other.Name && h.Trigger == other.Trigger
	case action && otherAction:
		return h.Name == other.Name && h.Trigger == other.Trigger
	case action || otherAction:
		return h.Trigger == other.Trigger
	}
	return true
}
