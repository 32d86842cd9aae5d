package shim

import (
	"slices"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// MaxCode is how many bytes the code of an Action may have
// (https://auth0.com/docs/customize/actions/limitations: 100 kB).
const MaxCode = 100_000

// Check gives what of the script an Action at the trigger t cannot keep, in the order of the text. An Error is a reason
// not to deploy it as an Action, a Warning something that will be different; Differences explains each rule. declared are
// the dependencies that its hook declares. Of a native Action it checks the limits of Actions alone.
func Check(s *script.Script, t tenant.Trigger, declared map[string]string) []diag.Diagnostic {
	found := slices.Concat(checkPackages(s, declared), checkSize(s, t, declared))
	if t.FormatOf(s.Format()) == tenant.FormatHook {
		found = append(found, checkUses(s, t)...)
	} else {
		found = append(found, checkVersions(s)...)
	}
	diag.Sort(found)
	return found
}

// checkUses finds what a hook file uses of a Hook's environment.
func checkUses(s *script.Script, t tenant.Trigger) []diag.Diagnostic {
	var found []diag.Diagnostic
	uses := slices.Concat(s.Uses(t), wrappedPasswords(s, t))
	imports := slices.ContainsFunc(uses, func(u script.Use) bool { return u.Kind == script.DynamicImport })
	for _, u := range uses {
		if u.Kind == script.NotSeen && imports { // import() is why nothing else is seen
			continue
		}
		if d, ok := describeUse(s, u); ok {
			found = append(found, d)
		}
	}
	return found
}

// wrappedPasswords finds what may be reads of the new user's password where the script exports no function that can be
// followed, such as what another function returns.
func wrappedPasswords(s *script.Script, t tenant.Trigger) []script.Use {
	if t != tenant.PreUserRegistration || s.Tree() == nil {
		return nil
	}
	c := newConverter(s, t)
	if c.checkForm(); c.hook != 0 {
		return nil
	}
	var found []script.Use
	for i := range c.Len() {
		if left, name := c.member(i); left != none && name == "password" && !c.isTarget(i) {
			line, column := c.Position(c.start(i))
			found = append(found, script.Use{Kind: script.MaybePassword, Name: "password", Line: line, Column: column})
		}
	}
	return found
}

// checkVersions finds the versions in a native Action's requires: nothing removes them there.
func checkVersions(s *script.Script) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, r := range s.Requires() {
		if r.Version != "" {
			found = append(found, s.Diagnostic("actions-version", diag.Error, diag.Place{Line: r.Line, Column: r.Column},
				say("an Action requires packages without a version: require(%q) finds nothing", ofScript(r.Literal)),
				say("require the package without it, and give the version as a dependency: "+script.YAMLKey(r.Name)+": %s", ofScript(r.Name),
					ofScript(r.Version))))
		}
	}
	return found
}

const passwordHint = "an Action that reads it denies every registration: use the password policy of the connection"

// describeUse says what a use means on Actions; ok is not set where it means nothing there.
func describeUse(s *script.Script, u script.Use) (d diag.Diagnostic, ok bool) {
	finding := func(rule string, severity diag.Severity, message diag.Words, hint string) (diag.Diagnostic, bool) {
		at := diag.Place{Line: u.Line, Column: u.Column}
		return s.Diagnostic(rule, severity, at, message, say("%s", hint)), true
	}
	switch u.Kind {
	case script.UserPassword:
		return finding("actions-password", diag.Error, say("an Action never receives %s", u.Words()),
			"use the password policy of the connection")
	case script.MaybePassword:
		if u.Name == "password" { // the text alone shows it
			return finding("actions-password", diag.Warning,
				say("this may be the new user's password, which an Action never receives"), passwordHint)
		}
		return finding("actions-password", diag.Warning,
			say("the whole user is passed on here, and in an Action it has no password"),
			"make sure that nothing reads the password there: use the password policy of the connection")
	case script.DynamicImport:
		return finding("actions-import", diag.Error, say("import() rejects in an Action, whatever it loads"),
			"use require, or a version of the package that can be required")
	case script.NotSeen:
		return finding("actions-unread", diag.Warning,
			say("only the syntax of this script can be checked: whether it needs what an Action lacks is not known"),
			"compare it with \"What is kept and what is not\" in MOVING.md: for await and HTML-like comments cannot be analyzed")
	case script.WebtaskOnly:
		return finding("actions-webtask", diag.Error, say("an Action has no %s", u.Words()),
			"use secrets, data or body of context.webtask, which an Action has")
	case script.ScopeChange:
		return finding("actions-scope", diag.Warning,
			say("%s: an Action changes a token's scopes only within the client grant, and where the tenant has "+
				"api.transaction (Early Access)", u.Words()),
			"check that the tenant has it: elsewhere a token that must lose scopes is denied, and one that should gain some does not")
	case script.UserVerified:
		return finding("actions-verified", diag.Warning, say("an Action does not receive %s: it is always false", u.Words()),
			"do not decide by it: it is wrong for users that an administrator creates as verified")
	case script.FactorType:
		return finding("actions-factor-type", diag.Warning, say("an Action does not receive %s: it is undefined", u.Words()),
			"use context.action, which distinguishes an enrollment from a second factor")
	case script.FriendlyText:
		return finding("actions-friendly-text", diag.Warning,
			say("an Action cannot show the user the text of a SendPhoneMessageError"),
			"nothing need change: the message is not sent either, and the tenant's log has the error")
	}
	return diag.Diagnostic{}, false
}

// sealReserve is how many bytes Check reserves for what it does not know of the first line: name, repository and path.
const sealReserve = 600

// certainlySmall is a size of a script, in bytes, that leaves room for everything that Wrap adds, whatever the packages.
const certainlySmall = MaxCode / 2

// checkSize finds code that is too large for an Action.
func checkSize(s *script.Script, t tenant.Trigger, declared map[string]string) []diag.Diagnostic {
	if len(s.Text()) < certainlySmall {
		return nil
	}
	overhead := len(assemble("", t.FormatOf(s.Format()), t, Seal{Dependencies: declared})) + sealReserve
	size := len(s.Text()) + overhead
	if size <= MaxCode {
		return nil
	}
	return []diag.Diagnostic{s.Diagnostic("actions-size", diag.Error, diag.Place{Line: 1, Column: 1},
		say("the script has %d bytes, and an Action may have at most %d, of which this action needs up to %d",
			len(s.Text()), MaxCode, overhead),
		say("move code into a package, or minify the script"))}
}
