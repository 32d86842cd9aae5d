package shim

import (
	"fmt"
	"slices"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// maxCode is how many bytes the code of an Action may have
// (https://auth0.com/docs/customize/actions/limitations: 100 kB).
const maxCode = 100_000

// Check gives what of the hook an Action cannot keep, in the order of the text; of very many findings the gravest. An Error is a
// reason not to deploy it as an Action, a Warning something that will be otherwise; Differences explains each rule. Of a script
// that script.Check finds to have a syntax error it says nothing.
func Check(hook tenant.Hook) []script.Finding {
	if _, ok := broken(hook.Script); ok {
		return nil
	}
	code := assemble(hook)
	if f, ok := unloadable(code); ok {
		return []script.Finding{f}
	}
	return script.InOrder(slices.Concat(uses(hook), packages(hook), size(hook.Script, code)))
}

// uses finds what the script uses of a Hook's world.
func uses(hook tenant.Hook) []script.Finding {
	var findings []script.Finding
	for _, u := range script.Uses(hook.Script, hook.Trigger) {
		f := ofUse(u)
		f.Line, f.Column = u.Line, u.Column
		findings = append(findings, f)
	}
	return findings
}

// ofUse says what a use means on Actions.
func ofUse(u script.Use) script.Finding {
	switch u.Kind {
	case script.UserPassword:
		return script.Finding{
			Rule: "actions-password", Severity: script.Error,
			Message: fmt.Sprintf("an Action is never told %s", u.Name),
			Hint:    "use the password policy of the connection",
		}
	case script.MaybePassword:
		return script.Finding{
			Rule: "actions-password", Severity: script.Warning,
			Message: "this may be the new user's password, which an Action is never told",
			Hint:    "an Action that reads it denies every registration: use the password policy of the connection",
		}
	case script.NotSeen:
		return script.Finding{
			Rule: "actions-unread", Severity: script.Warning,
			Message: "nothing but the syntax of this script can be checked: whether it needs what an Action lacks is not known",
			Hint:    "see the table of what an Action cannot keep; for await, import() and HTML-like comments are what cannot be looked into",
		}
	case script.WebtaskOnly:
		return script.Finding{
			Rule: "actions-webtask", Severity: script.Error,
			Message: fmt.Sprintf("an Action has no %s", u.Name),
			Hint:    "of context.webtask an Action has secrets, data and body",
		}
	case script.ScopeChange:
		return script.Finding{
			Rule: "actions-scope", Severity: script.Warning,
			Message: u.Name + ": an Action changes a token's scopes only where the tenant has api.transaction (Early Access), and within the client grant",
			Hint:    "elsewhere a token that must lose scopes is refused, and one that should gain some is issued without them",
		}
	case script.UserVerified:
		return script.Finding{
			Rule: "actions-verified", Severity: script.Warning,
			Message: fmt.Sprintf("an Action is not told %s: it is always false", u.Name),
			Hint:    "that is right for people who sign up, and wrong for users that an administrator creates as verified",
		}
	case script.FactorType:
		return script.Finding{
			Rule: "actions-factor-type", Severity: script.Warning,
			Message: fmt.Sprintf("an Action is not told %s: it is undefined", u.Name),
			Hint:    "context.action tells an enrollment from a second factor",
		}
	}
	return script.Finding{ // script.FriendlyText
		Rule: "actions-friendly-text", Severity: script.Warning,
		Message: "an Action cannot show the user the text of a SendPhoneMessageError",
		Hint:    "the message is still not sent, and the tenant's log has the error",
	}
}

// size finds code that an Action cannot hold.
func size(src, code string) []script.Finding {
	if len(code) <= maxCode {
		return nil
	}
	return []script.Finding{{
		Rule: "actions-size", Severity: script.Error, Line: 1, Column: 1,
		Message: fmt.Sprintf("as an Action the hook has %d bytes, %d of them the script; an Action has at most %d", len(code), len(src), maxCode),
		Hint:    "move code into a package, or minify the script",
	}}
}
