package sandbox

import (
	"fmt"
	"net/http"
)

// An Age says how far the end of Hooks has come for a tenant.
type Age int

// The ages of a tenant.
const (
	HooksOn       Age = iota + 1 // everything works, as before 2024-11-18
	HooksReadOnly                // enabling, secrets and deleting work; no new hook, no other edit
	HooksGone                    // every request about hooks is refused
)

// A Refusal is how a tenant answers a request about hooks that it refuses because of its age.
type Refusal int

// What a refusal looks like. NotAllowed was recorded, Disabled is documented; how the others would look is not known.
const (
	NotAllowed     Refusal = iota + 1 // 403 with errorCode hooks_not_allowed
	Disabled                          // 403 "This endpoint is disabled for your tenant."
	NotFound                          // 404
	Gone                              // 410
	NotImplemented                    // 501
)

// SetAge sets the tenant's age; its hooks stay.
func (t *Tenant) SetAge(a Age) {
	t.state.Lock()
	defer t.state.Unlock()
	t.age = a
}

// SetRefusal sets how the tenant refuses because of its age; NotAllowed if it is not set.
func (t *Tenant) SetRefusal(r Refusal) {
	t.state.Lock()
	defer t.state.Unlock()
	t.refusal = r
}

func (r Refusal) answer() *apiError {
	switch r {
	case NotAllowed:
		return refuse(http.StatusForbidden, "hooks_not_allowed", "Insufficient privileges to use this deprecated feature.")
	case Disabled:
		return refuse(http.StatusForbidden, "", "This endpoint is disabled for your tenant.")
	case NotFound:
		return errNotFound()
	case Gone:
		return refuse(http.StatusGone, "", "Gone")
	case NotImplemented:
		return refuse(http.StatusNotImplemented, "", "Not Implemented")
	}
	panic(fmt.Sprintf("sandbox: no Refusal %d", r))
}
