package script

import "auth0-hook-action/internal/tenant"

// A look is a script as one that runs at a trigger: what the platform gives it is followed through its variables.
type look struct {
	*tree
	trigger  tenant.Trigger
	export   export
	hook     int // the function that a hook file exports, none in a native Action and where it is unknown
	callback int // the variable that is the hook's callback, none where there is none
	// paths says what a variable holds: a part of what the platform gives ("context.webtask.secrets"), or of a package
	// ("@axios#.default", "@twilio#().messages").
	paths map[int]string
	// functions are the variables that hold one function for good, by that function.
	functions map[int]int
	// kinds says of functions whether they go on working after they have returned: what is known so far.
	kinds map[int]requestKind
	// mentioning says of nodes whether they have to do with the callback: what is known so far.
	mentioning map[int]bool
	// always says of functions whether they call the callback on all paths: what is known so far.
	always map[int]bool
	// quiet says of functions whether they throw nothing, and of calls whether the promise that they give never fails: what is known
	// so far.
	quiet map[int]bool
	// properties are the values that the properties of variables are given, by the variable and the property's name.
	properties map[propertyKey][]int
	reads      []read
}

// A read is a place where a part of what the platform gives is read.
type read struct {
	path  string // "user.password", "context.webtask.secrets"
	place int
}

// A requestKind is how one learns the end of work that a call starts.
type requestKind int

const (
	byPromise requestKind = iota + 1
	byCallback
)

// handlerParameters names what a handler of a native Action is called with
// (https://auth0.com/docs/customize/actions/explore-triggers).
var handlerParameters = []string{"event", "api"}
