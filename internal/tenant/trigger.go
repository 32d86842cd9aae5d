package tenant

import (
	"fmt"
	"strings"
)

// A Trigger is an extensibility point of Auth0: where in the login pipeline a hook runs. Hooks and Actions use the same
// five identifiers.
type Trigger int

// The five triggers that Hooks have
// (https://auth0.com/docs/customize/hooks/extensibility-points).
const (
	CredentialsExchange Trigger = iota + 1
	PreUserRegistration
	PostUserRegistration
	PostChangePassword
	SendPhoneMessage
)

var triggerIDs = [...]string{
	CredentialsExchange:  "credentials-exchange",
	PreUserRegistration:  "pre-user-registration",
	PostUserRegistration: "post-user-registration",
	PostChangePassword:   "post-change-password",
	SendPhoneMessage:     "send-phone-message",
}

// Triggers lists the triggers in the order of the documentation.
func Triggers() []Trigger {
	return []Trigger{CredentialsExchange, PreUserRegistration, PostUserRegistration, PostChangePassword, SendPhoneMessage}
}

// ParseTrigger reads a trigger's identifier as Auth0 spells it. The error names those there are.
func ParseTrigger(id string) (Trigger, error) {
	for _, t := range Triggers() {
		if triggerIDs[t] == id {
			return t, nil
		}
	}
	return 0, fmt.Errorf("%q is not a trigger: use %s", id, strings.Join(triggerIDs[1:], ", "))
}

// String is the identifier as Auth0 spells it.
func (t Trigger) String() string {
	if t < CredentialsExchange || t > SendPhoneMessage {
		return "unknown"
	}
	return triggerIDs[t]
}
