package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja/ast"

	"auth0-hook-action/internal/tenant"
)

// A Kind is what a script uses that the two runtimes do not give alike.
type Kind int

// What Uses looks for.
const (
	UserPassword  Kind = iota + 1 // user.password before a registration
	UserVerified                  // user.emailVerified or user.phoneNumberVerified before a registration
	FactorType                    // context.factor_type of a phone message
	FriendlyText                  // SendPhoneMessageError with a text for the user
	ScopeChange                   // a token's scope other than the one that was asked for, or none
	WebtaskOnly                   // what context.webtask holds beside secrets, data and body
	MaybePassword                 // a password before a registration that may be the user's
	NotSeen                       // whatever it uses: only the syntax of the script was checked
)

// A Use is one place where a script uses such a thing.
type Use struct {
	Kind Kind
	// Name is what is used, for a message: "user.password", "context.webtask.storage", "scope.push". Parameters have
	// the names of Auth0's documentation, whatever the script calls them.
	Name         string
	Line, Column int
}

// Uses gives what src uses of what a hook at a trigger is given and the runtimes do not share, in the order of the
// text. It sees what the text says: user[key] may be user.password all the same. Of a valid script that is Unread it gives
// NotSeen, and what can be told by the text alone.
func Uses(src string, trigger tenant.Trigger) []Use {
	t, err := treeOf(src)
	if err != nil {
		return usesByText(src, trigger)
	}
	h, ok := t.hookOf(t.exported())
	if !ok {
		if trigger == tenant.PreUserRegistration {
			return t.placed(t.passwords(nil))
		}
		return nil
	}
	in := t.newInputs(h, given(trigger))
	var uses []use
	for _, r := range in.reads {
		if kind := kindOf(trigger, r.path); kind != 0 {
			uses = append(uses, use{kind, r.path, r.offset})
		}
	}
	switch trigger {
	case tenant.CredentialsExchange:
		uses = append(uses, in.scopeChanges(h)...)
	case tenant.PreUserRegistration:
		if in.escapes("user") {
			uses = append(uses, t.passwords(in)...)
		}
	case tenant.SendPhoneMessage:
		uses = append(uses, t.friendlyTexts()...)
	}
	return t.placed(uses)
}

var (
	passwordWord = lazily(`\bpassword\b`)
	webtaskWord  = lazily(`\bwebtask\.(?:storage|headers|query|params|token|create_token|create_token_url|meta|id|body_raw)\b`)
)

func usesByText(src string, trigger tenant.Trigger) []Use {
	if Unread(src) == "" {
		return nil // it is no valid script
	}
	t := &tree{text: newText(src)}
	uses := []use{{NotSeen, "", 0}}
	for _, at := range webtaskWord().FindAllStringIndex(src, -1) {
		uses = append(uses, use{WebtaskOnly, "context." + src[at[0]:at[1]], at[0]})
	}
	if trigger == tenant.PreUserRegistration {
		for _, at := range passwordWord().FindAllStringIndex(src, -1) {
			uses = append(uses, use{MaybePassword, "password", at[0]})
		}
	}
	return t.placed(uses)
}

// A use is a Use at a byte of the text.
type use struct {
	kind   Kind
	name   string
	offset int
}

// placed sorts uses and gives them lines and columns.
func (t *tree) placed(uses []use) []Use {
	slices.SortStableFunc(uses, func(a, b use) int { return a.offset - b.offset })
	var placed []Use
	for _, u := range uses {
		line, column := t.place(u.offset)
		placed = append(placed, Use{Kind: u.kind, Name: u.name, Line: line, Column: column})
	}
	return placed
}

// kindOf tells which kind of use it is to read a path at a trigger, 0 where it is none.
func kindOf(trigger tenant.Trigger, path string) Kind {
	if name, ok := strings.CutPrefix(path, "context.webtask."); ok && !strings.Contains(name, ".") {
		switch name {
		case "secrets", "data", "body":
			return 0
		}
		return WebtaskOnly
	}
	switch {
	case trigger == tenant.PreUserRegistration && (path == "user.password" || path == "context.webtask.body.user.password"):
		return UserPassword
	case trigger == tenant.PreUserRegistration && (path == "user.emailVerified" || path == "user.phoneNumberVerified"):
		return UserVerified
	case trigger == tenant.SendPhoneMessage && path == "context.factor_type":
		return FactorType
	}
	return 0
}

// friendlyTexts finds the errors that carry a second text, for the user.
func (t *tree) friendlyTexts() []use {
	var uses []use
	for _, n := range t.nodes {
		e, ok := n.Node.(*ast.NewExpression)
		if !ok || len(e.ArgumentList) < 2 {
			continue
		}
		if id, ok := e.Callee.(*ast.Identifier); ok && id.Name == "SendPhoneMessageError" {
			uses = append(uses, use{FriendlyText, "SendPhoneMessageError", t.offset(e.Idx0())})
		}
	}
	return uses
}
