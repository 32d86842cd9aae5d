package shim

import "slices"

// A Difference says what becomes of something that hooks do or rely on when the hook runs as an Action. The
// tables in .github/MOVING.md, "What is kept and what is not", are these.
type Difference struct {
	// Name is short and stable.
	Name string
	// Rule is that of the finding which reports it at the script's line; empty where the text does not show it.
	Rule string
	// Refused is set where such a hook is not deployed as an Action.
	Refused bool
	// Platform is set where Auth0 documents it, or its published source shows it, and no run of the code outside Auth0
	// can: no test here covers it.
	Platform bool
	// Hook and Action say what happens in each, as Markdown. Action is Same where nothing changes.
	Hook, Action string
}

// Same is the Action of a Difference that was looked for and is none.
const Same = "the same"

// Differences lists them all, the refused ones first.
func Differences() []Difference { return slices.Concat(refused, different, platform) }

var refused = []Difference{
	{Name: "password", Rule: "actions-password", Refused: true,
		Hook:   "`user.password` is the new user's password",
		Action: "an Action never receives it: to read it is refused, to hand on the whole `user` draws a warning"},
	{Name: "webtask", Rule: "actions-webtask", Refused: true,
		Hook:   "`context.webtask` has `storage`, `headers`, `query`, `params`, `token`, `create_token`, `meta`, `id`, `body_raw`",
		Action: "it has `secrets`, `data` and `body`; reading the others would throw"},
	{Name: "dynamic import", Rule: "actions-import", Refused: true,
		Hook:   "`import()` loads an ES module",
		Action: "it rejects, whatever it is to load"},
	{Name: "undeclared package", Rule: "package", Refused: true,
		Hook:   "many packages are available without being declared",
		Action: "only those of `dependencies` and of `require('name@1.2.3')`; others are refused where the Action is bound"},
	{Name: "native module", Rule: "actions-native-module", Refused: true,
		Hook:   "packages with compiled code could be there",
		Action: "the build accepts plain JavaScript only (known packages are refused: the registry does not show it)"},
	{Name: "private module", Rule: "actions-private-module", Refused: true,
		Hook:   "a dependency could be a repository or an address",
		Action: "dependencies come from npm's public registry"},
	{Name: "two versions", Rule: "actions-two-versions", Refused: true,
		Hook:   "`require('name@1.0.0')` and `require('name@2.0.0')` side by side, or beside another version in `dependencies`",
		Action: "an Action has one version of a package"},
	{Name: "dependencies", Rule: "actions-dependencies", Refused: true,
		Hook:   "any number of packages",
		Action: "at most 10"},
	{Name: "size", Rule: "actions-size", Refused: true,
		Hook:   "scripts of any usual size",
		Action: "at most 100 kB with the shim, which adds less than 4 kB"},
}

var different = []Difference{
	{Name: "scopes removed", Rule: "actions-scope",
		Hook: "the token loses the scopes that the result does not have",
		Action: "the same where the tenant has `api.transaction` (Early Access); elsewhere the token is denied with `server_error`," +
			" since it would keep them"},
	{Name: "scopes added", Rule: "actions-scope",
		Hook:   "the token gains the scopes that the result adds",
		Action: "the same with `api.transaction`; elsewhere the token is issued without them, and the log says so"},
	{Name: "scopes outside the grant", Rule: "actions-scope",
		Hook:   "a result may add any scope",
		Action: "with `api.transaction` Auth0 drops those that the client grant does not have"},
	{Name: "invalid scopes", Rule: "actions-scope",
		Hook: "what becomes of a scope that is not a string, is empty, contains white space or has over 280 characters, or of over" +
			" 1000 scopes, is up to Auth0",
		Action: "with `api.transaction` the token is denied with `server_error`"},
	{Name: "verified", Rule: "actions-verified",
		Hook: "`user.emailVerified` and `user.phoneNumberVerified` before a registration are true for users that an" +
			" administrator creates as verified",
		Action: "always `false`"},
	{Name: "factor type", Rule: "actions-factor-type",
		Hook:   "`context.factor_type` of a phone message is `first` or `second`",
		Action: "`undefined`"},
	{Name: "friendly text", Rule: "actions-friendly-text",
		Hook:   "the second text of a `SendPhoneMessageError` is shown to the user",
		Action: "the message is not sent either, but the text is not shown"},
	{Name: "unread script", Rule: "actions-unread",
		Hook: "any script that Node accepts",
		Action: "the same; but of one with `for await` or an HTML-like comment only the syntax is checked, and most rows" +
			" above go unnoticed"},
	{Name: "error text",
		Hook:   "what the user reads after an error other than a `PreUserRegistrationError` given to the callback is up to Auth0",
		Action: "a general text; the error's message goes to the log alone"},
	{Name: "thrown error",
		Hook: "an error that is thrown, and not given to the callback, answers `server_error` at credentials-exchange," +
			" whatever its class",
		Action: Same},
	{Name: "rejected promise",
		Hook:   "an `async` hook that throws before its callback hangs until Auth0's time is up, or ends its process",
		Action: "it fails at once, with the message of what was thrown"},
	{Name: "second callback",
		Hook:   "a second call of the callback throws in the script",
		Action: "it does nothing, and the script goes on"},
	{Name: "reserved names",
		Hook:   "a script that declares a class, function or variable with the name of one of Auth0's error classes does not compile",
		Action: "it works, with its own"},
	{Name: "metadata null",
		Hook:   "a metadata key that the result sets to `null` is stored",
		Action: "Auth0 removes the key"},
	{Name: "phone language",
		Hook:   "`context.language` of a phone message is the language of the login",
		Action: "it is the language of the browser; an Action receives no other"},
	{Name: "render language",
		Hook:   "`context.renderLanguage` before a registration is always there",
		Action: "`undefined` where users are created outside a login (API)"},
	{Name: "address notation",
		Hook:   "an IPv4 address may be written as IPv6 (`::ffff:10.0.0.1`)",
		Action: "as Auth0 gives it to Actions, mostly `10.0.0.1`"},
	{Name: "request body",
		Hook:   "`context.body` at credentials-exchange is the body of the request for the token (not documented, and in use)",
		Action: Same},
	{Name: "client ID",
		Hook:   "`context.clientID`, of which Auth0's guide to migration speaks, is `undefined`",
		Action: Same},
}

var platform = []Difference{
	{Name: "status", Platform: true,
		Hook:   "an error at credentials-exchange answers HTTP 500, `InvalidScopeError` and `InvalidRequestError` HTTP 400",
		Action: "code and description are the same; Auth0 documents no HTTP status for an Action"},
	{Name: "passwordless metadata", Platform: true,
		Hook:   "metadata set before a passwordless registration",
		Action: "Auth0 does not store it"},
	{Name: "after the callback", Platform: true,
		Hook:   "what is still running when the callback is called goes on",
		Action: "often, but Auth0 promises nothing after the Action has ended: call back last"},
	{Name: "state", Platform: true,
		Hook:   "files and variables may last from one call to the next",
		Action: "variables may, files do not; `api.cache` lasts up to 24 hours, and a hook cannot reach it"},
	{Name: "log", Platform: true,
		Hook:   "the log of a call is kept as it is",
		Action: "256 characters of `console.log` for each Action"},
	{Name: "time", Platform: true,
		Hook:   "20 seconds for the hook",
		Action: "20 seconds for all Actions of the trigger together"},
	{Name: "metadata size", Platform: true,
		Hook:   "no documented bound",
		Action: "at most 32 kB of `user_metadata` and 32 kB of `app_metadata`"},
	{Name: "order", Platform: true,
		Hook:   "active Hooks run before all Actions of the trigger",
		Action: "in the order of the trigger's list: a hook file goes first, the input `position` changes that"},
	{Name: "Node version", Platform: true,
		Hook:   "that of the tenant's setting",
		Action: "22"},
}
