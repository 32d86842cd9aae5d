package tenant

// Limits are the differences of the runtimes that matter to a plan.
type Limits struct {
	Runtime Runtime
	// MaxSecrets is how many secrets a hook may have.
	MaxSecrets int
	// SecretsAsSet is true where given secrets replace all that the hook has.
	SecretsAsSet bool
	// MaxDependencies, MaxPerTrigger and MaxTotal bound packages of one hook, and hooks at a trigger and in all,
	// others' included. 0: no bound.
	MaxDependencies, MaxPerTrigger, MaxTotal int
	// UniqueNames is true where the tenant refuses a second one of a name: then a creation cannot be carried out twice.
	UniqueNames bool
}

// CheckSecrets gives an ErrRefused with a hint where a hook would have n secrets and the runtime allows fewer, else nil.
func (l Limits) CheckSecrets(n int) error {
	if l.MaxSecrets == 0 || n <= l.MaxSecrets {
		return nil
	}
	one, hint := "an Action", "Remove secrets that are not needed"
	if l.Runtime == RuntimeHooks {
		one, hint = "a Hook", hint+". An Action may have more: set runtime: actions"
	}
	return refuse(hint, "it would have %d secrets, and %s may have at most %d", n, one, l.MaxSecrets)
}
