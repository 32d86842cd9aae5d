package script

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
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
	MaybePassword                 // the whole user before a registration, given to what is not followed
	NotSeen                       // whatever it uses: only the syntax of the script was checked
	DynamicImport                 // import(…), which an Action's loader rejects
)

// A Use is one place where a script uses such a thing.
type Use struct {
	Kind Kind
	// Name is what is used, for a message: "user.password", "context.webtask.storage", "scope.push". Parameters have
	// the names of Auth0's documentation, whatever the script calls them.
	Name         string
	Line, Column int
}

// Words are Name with its pieces of the script.
func (u Use) Words() diag.Words { return PathWords(u.Name) }

// PathWords are a path for a message, such as "context.body": a parameter with the name that Auth0's documentation has for it, and
// below it properties as the script names them.
func PathWords(path string) diag.Words {
	names := strings.Split(path, ".")
	quotes := []any{names[0]}
	for _, name := range names[1:] {
		quotes = append(quotes, quote(name))
	}
	return say("%s"+strings.Repeat(".%s", len(names)-1), quotes...)
}

// A use is a Use at a byte of the text.
type use struct {
	kind   Kind
	name   string
	offset int
}

// placed sorts uses and gives them lines and columns. One place has one use.
func (t text) placed(uses []use) []Use {
	slices.SortStableFunc(uses, func(a, b use) int { return a.offset - b.offset })
	uses = slices.CompactFunc(uses, func(a, b use) bool { return a.offset == b.offset && a.kind == b.kind })
	var placed []Use
	for _, u := range uses {
		line, column := t.position(u.offset)
		placed = append(placed, Use{Kind: u.kind, Name: u.name, Line: line, Column: column})
	}
	return placed
}
