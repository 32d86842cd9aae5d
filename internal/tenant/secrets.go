package tenant

import (
	"maps"
	"slices"
	"strings"

	"auth0-hook-action/internal/secret"
)

// secrets sorts the given secrets into new and present ones. Absent secrets keep all; with Prune those that are not
// given go; a zero value keeps what the tenant has.
func (d *differ) secrets(c *Change, want Desired, have *Observed, limits Limits) error {
	if want.Secrets == nil {
		return nil
	}
	for name, value := range want.Secrets {
		present := slices.Contains(have.Secrets, name)
		switch {
		case value.IsZero() && !present:
			return noSuchSecret(want, name)
		case value.IsZero(), present && d.goal.WriteMissing:
		case present:
			put(&c.SetSecrets, name, value)
		default:
			put(&c.AddSecrets, name, value)
		}
	}
	if d.goal.Prune {
		c.DropSecrets = without(have.Secrets, want.Secrets)
	}
	n := len(want.Secrets) + len(without(have.Secrets, want.Secrets)) - len(c.DropSecrets)
	if err := limits.CheckSecrets(n); err != nil {
		return err
	}
	if limits.SecretsAsSet && c.WritesSecrets() {
		return writeSet(c, want, have)
	}
	return nil
}

// writeSet makes a change of secrets one of the whole set, which replaces all that there are.
func writeSet(c *Change, want Desired, have *Observed) error {
	var lost []string
	for _, name := range have.Secrets {
		value := want.Secrets[name]
		switch {
		case !value.IsZero():
			put(&c.SetSecrets, name, value)
		case !slices.Contains(c.DropSecrets, name):
			lost = append(lost, name)
		}
	}
	if len(lost) > 0 {
		return refuse("Give their values too. To remove them, leave them out and set prune: true",
			"the values of %s are not given, and an Action's secrets can only be replaced all at once",
			strings.Join(lost, ", "))
	}
	return nil
}

// checkNewSecrets checks the secrets of a hook that is not there yet.
func (d *differ) checkNewSecrets(want Desired, limits Limits) error {
	for _, name := range slices.Sorted(maps.Keys(want.Secrets)) {
		if want.Secrets[name].IsZero() {
			return noSuchSecret(want, name)
		}
	}
	return limits.CheckSecrets(len(want.Secrets))
}

// checkMovedSecrets names the secrets of a Hook that its Action would lack: the tenant does not return their values.
func (d *differ) checkMovedSecrets(want Desired, m match) error {
	if m.hook == nil || m.action != nil || want.Secrets != nil && d.goal.Prune {
		return nil
	}
	if lost := without(m.hook.Secrets, want.Secrets); len(lost) > 0 {
		return refuse("Give their values in secrets. To deploy the Action without them, set secrets: {} and prune: true",
			"the Action would lack secrets of the Hook, whose values the tenant does not return: %s", strings.Join(lost,
				", "))
	}
	return nil
}

func noSuchSecret(want Desired, name string) error {
	return refuse("Give its value in secrets",
		"secret %s of %q is _VALUE_NOT_SHOWN_, which keeps the value on the tenant, and the tenant has no such secret",
		name, want.Name)
}

func put(m *map[string]secret.Value, name string, v secret.Value) {
	if *m == nil {
		*m = map[string]secret.Value{}
	}
	(*m)[name] = v
}

// without are the names that given lacks, sorted.
func without(names []string, given map[string]secret.Value) []string {
	var left []string
	for _, name := range names {
		if _, ok := given[name]; !ok {
			left = append(left, name)
		}
	}
	slices.Sort(left)
	return left
}
