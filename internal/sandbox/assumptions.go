package sandbox

// Assumptions say how the tenant behaves where no document and no recording shows how the real one does. The zero value
// is what a new tenant assumes: mostly what is harder for a client.
type Assumptions struct {
	// ListWithoutScript has lists of hooks leave out script and dependencies even where fields asks for them.
	ListWithoutScript bool
	// ReadOnlySecrets has a read-only tenant refuse writes of a hook's secrets too: Auth0's pages contradict each other.
	ReadOnlySecrets bool
	// SecondEnabled is what happens when a hook is enabled beside an enabled one of its trigger; 0: both are enabled.
	SecondEnabled SecondEnabled

	// ExactActionName has actionName match a whole name, and not its beginning.
	ExactActionName bool
	// UniqueActionNames has a second Action of a name refused.
	UniqueActionNames bool
	// DeployAccepted has a deployment answered by 202 as documented, and not by 200 as recorded.
	DeployAccepted bool
	// BigCode has the tenant accept more code than the 100 kB that Auth0 documents.
	BigCode bool
	// ManyProviders has custom-phone-provider and custom-email-provider accept several bound Actions.
	ManyProviders bool
	// RefuseDoubleBinding has bindings that name an Action twice refused.
	RefuseDoubleBinding bool
	// EntityBindingsEmpty has the bindings of an entity-bound trigger listed as none, as later recordings have it.
	EntityBindingsEmpty bool

	// RetryAfter has each 429 carry Retry-After.
	RetryAfter bool
	// ReusableAssertions has a client assertion accepted more than once.
	ReusableAssertions bool
}

// SecondEnabled is what the tenant does when a second hook of a trigger is enabled.
type SecondEnabled int

// What may happen beside doing nothing.
const (
	DisableOthers SecondEnabled = iota + 1 // the other hooks are disabled
	RefuseSecond                           // 409
)

// Assume sets all assumptions at once, from now on.
func (t *Tenant) Assume(a Assumptions) {
	t.state.Lock()
	defer t.state.Unlock()
	t.assume = a
}
