package tenant

import (
	"cmp"
	"fmt"
	"strings"
)

// A Trigger is an extensibility point of Auth0 at which the tenant keeps a list of Actions: where in the login pipeline
// a script runs. Hooks have the first five, under the same identifiers
// (https://auth0.com/docs/customize/actions/explore-triggers,
// https://auth0.com/docs/customize/hooks/extensibility-points).
type Trigger int

// The triggers, those of Hooks first.
const (
	CredentialsExchange Trigger = iota + 1
	PreUserRegistration
	PostUserRegistration
	PostChangePassword
	SendPhoneMessage
	PostLogin
	PasswordResetPostChallenge
	CustomPhoneProvider
	CustomEmailProvider
)

// triggers is what is known of each trigger. Handlers are the functions that an Action exports for it, the one that
// starts it first.
var triggers = [...]struct {
	id       string
	handlers []string
}{
	CredentialsExchange:  {"credentials-exchange", []string{"onExecuteCredentialsExchange"}},
	PreUserRegistration:  {"pre-user-registration", []string{"onExecutePreUserRegistration"}},
	PostUserRegistration: {"post-user-registration", []string{"onExecutePostUserRegistration"}},
	PostChangePassword:   {"post-change-password", []string{"onExecutePostChangePassword"}},
	SendPhoneMessage:     {"send-phone-message", []string{"onExecuteSendPhoneMessage"}},
	PostLogin:            {"post-login", []string{"onExecutePostLogin", "onContinuePostLogin"}},
	PasswordResetPostChallenge: {"password-reset-post-challenge",
		[]string{"onExecutePostChallenge", "onContinuePostChallenge"}},
	CustomPhoneProvider: {"custom-phone-provider", []string{"onExecuteCustomPhoneProvider"}},
	CustomEmailProvider: {"custom-email-provider", []string{"onExecuteCustomEmailProvider"}},
}

// entityBound are triggers whose Actions belong to another entity and have no list of their own.
var entityBound = map[string]string{
	"custom-token-exchange":   "a custom token exchange profile",
	"event-stream":            "an event stream",
	"password-hash-migration": "a connection",
	"mcp-tool":                "an MCP tool",
}

// HookTriggers are the triggers that Hooks have, in the order of the documentation.
func HookTriggers() []Trigger {
	return []Trigger{CredentialsExchange, PreUserRegistration, PostUserRegistration, PostChangePassword,
		SendPhoneMessage}
}

// Triggers are all triggers, those of Hooks first.
func Triggers() []Trigger {
	return append(HookTriggers(), PostLogin, PasswordResetPostChallenge, CustomPhoneProvider, CustomEmailProvider)
}

// ParseTrigger reads a trigger's identifier as Auth0 spells it. The error names those there are, and says of an
// entity-bound trigger why it is none of them.
func ParseTrigger(id string) (Trigger, error) {
	var ids []string
	for _, t := range Triggers() {
		if t.String() == id {
			return t, nil
		}
		ids = append(ids, t.String())
	}
	if entity, ok := entityBound[id]; ok {
		return 0, fmt.Errorf("%q belongs to %s and has no list of Actions to bind to, so it cannot be deployed", id, entity)
	}
	return 0, fmt.Errorf("%q is not a trigger: use %s", id, strings.Join(ids, ", "))
}

// String is the identifier as Auth0 spells it; "unknown" for any other value.
func (t Trigger) String() string {
	if t < CredentialsExchange || t > CustomEmailProvider {
		return "unknown"
	}
	return triggers[t].id
}

// Handlers are the functions that a native Action may export for the trigger; the first one is needed.
func (t Trigger) Handlers() []string {
	if t < CredentialsExchange || t > CustomEmailProvider {
		return nil
	}
	return triggers[t].handlers
}

// HookParameters names what a hook at the trigger is called with, in order; the last is the callback. It is nil where Hooks do not
// have the trigger (https://auth0.com/docs/customize/hooks/extensibility-points).
func (t Trigger) HookParameters() []string {
	switch t {
	case CredentialsExchange:
		return []string{"client", "scope", "audience", "context", "callback"}
	case PreUserRegistration, PostUserRegistration, PostChangePassword:
		return []string{"user", "context", "callback"}
	case SendPhoneMessage:
		return []string{"recipient", "text", "context", "callback"}
	}
	return nil
}

// ErrorClasses are what the Hook runtime declares before a script of the trigger, the base of the others first: its compilers put
// their text there (npm auth0-ext-compilers 6.1.0). It is nil where Hooks do not have the trigger.
func (t Trigger) ErrorClasses() []string {
	switch t {
	case CredentialsExchange:
		return []string{"ExtensibilityUserError", "InvalidRequestError", "InvalidScopeError", "ServerError"}
	case PreUserRegistration, PostUserRegistration, PostChangePassword:
		return []string{"ExtensibilityUserError", "PreUserRegistrationError"}
	case SendPhoneMessage:
		return []string{"ExtensibilityUserError", "SendPhoneMessageError"}
	}
	return nil
}

// HasHooks reports whether Hooks have the trigger too.
func (t Trigger) HasHooks() bool { return t >= CredentialsExchange && t <= SendPhoneMessage }

// FormatOf is what a script of the trigger counts as that shows this format, 0 for none. A trigger without Hooks has native
// Actions alone; elsewhere what does not show its format is a hook file.
func (t Trigger) FormatOf(shown Format) Format {
	if t != 0 && !t.HasHooks() {
		return FormatAction
	}
	return cmp.Or(shown, FormatHook)
}

// TakesOneAction reports whether one Action alone can be bound to the trigger: a tenant has one phone and one email
// provider.
func (t Trigger) TakesOneAction() bool { return t == CustomPhoneProvider || t == CustomEmailProvider }
