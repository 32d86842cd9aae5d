package shim

import "slices"

// A Difference is something that a hook does otherwise as an Action. The README's tables are these.
type Difference struct {
	// Name is short and stable.
	Name string
	// Rule is that of the finding by which Check tells of it, at the script's line; empty where no text shows it.
	Rule string
	// Refused is set where such a hook is not deployed as an Action.
	Refused bool
	// Hook and Action say what happens in each, as Markdown.
	Hook, Action string
}

// Differences lists them all, the refused ones first.
func Differences() []Difference { return slices.Clone(differences) }

var differences = []Difference{
	{
		"password", "actions-password", true,
		"`user.password` is the new user's password",
		"an Action is never told it",
	},
	{
		"webtask", "actions-webtask", true,
		"`context.webtask` has `storage`, `headers`, `query`, `params`, `token`, `create_token`, `meta`, `id`, `body_raw`",
		"it has `secrets`, `data` and `body`; reading the others would throw",
	},
	{
		"native module", "actions-native-module", true,
		"packages with compiled code could be there",
		"the build takes plain JavaScript only (known packages are refused: the registry does not tell)",
	},
	{
		"private module", "actions-private-module", true,
		"a dependency could be a repository or an address",
		"dependencies come from npm's public registry",
	},
	{
		"two versions", "actions-two-versions", true,
		"`require('name@1.0.0')` and `require('name@2.0.0')` side by side, or beside another version in `dependencies`",
		"an Action has one version of a package",
	},
	{
		"dependencies", "actions-dependencies", true,
		"any number of packages",
		"at most 10",
	},
	{
		"size", "actions-size", true,
		"scripts of any usual size",
		"at most 100 kB with the shim, which adds less than 4 kB",
	},
	{
		"scopes taken", "actions-scope", false,
		"the token loses the scopes that the result does not have",
		"the same where the tenant has `api.transaction` (Early Access); elsewhere the token is refused with `server_error`, since it would keep them",
	},
	{
		"scopes added", "actions-scope", false,
		"the token gains the scopes that the result adds",
		"the same with `api.transaction`; elsewhere the token is issued without them, and the log says so",
	},
	{
		"scopes outside the grant", "actions-scope", false,
		"a result may add any scope",
		"with `api.transaction` Auth0 drops those that the client grant does not have",
	},
	{
		"verified", "actions-verified", false,
		"`user.emailVerified` and `user.phoneNumberVerified` before a registration are true for users that an administrator creates as verified",
		"always `false`",
	},
	{
		"factor type", "actions-factor-type", false,
		"`context.factor_type` of a phone message is `first` or `second`",
		"`undefined`",
	},
	{
		"friendly text", "actions-friendly-text", false,
		"the second text of a `SendPhoneMessageError` is shown to the user",
		"the message is not sent either, but the text is not shown",
	},
	{
		"unread script", "actions-unread", false,
		"any script that Node takes",
		"the same; but of one with `for await`, `import()` or an HTML-like comment only the syntax is checked, and none of the rows above is noticed",
	},
	{
		"error text", "", false,
		"what the user reads after an error other than `PreUserRegistrationError` is up to Auth0",
		"a general text; the error's message goes to the log alone",
	},
	{
		"thrown error", "", false,
		"of a `PreUserRegistrationError` that is thrown, and not given to the callback, the user's text is lost",
		"it counts as if it were given to the callback",
	},
	{
		"rejected promise", "", false,
		"an `async` hook that throws before its callback hangs until Auth0's time is up",
		"it fails at once, with the error that was thrown",
	},
	{
		"second callback", "", false,
		"a second call of the callback throws in the script",
		"it does nothing, and the script goes on",
	},
	{
		"reserved class", "", false,
		"a script that declares a class with the name of one of Auth0's error classes does not compile",
		"it works, with its own class",
	},
	{
		"metadata null", "", false,
		"a metadata key that the result sets to `null` is stored",
		"Auth0 removes the key",
	},
	{
		"phone language", "", false,
		"`context.language` of a phone message is the language of the login",
		"it is the language of the browser; an Action is told no other",
	},
	{
		"render language", "", false,
		"`context.renderLanguage` before a registration is always there",
		"`undefined` where users are created outside a login (API)",
	},
	{
		"address notation", "", false,
		"an IPv4 address may be written as IPv6 (`::ffff:10.0.0.1`)",
		"as Auth0 gives it to Actions, mostly `10.0.0.1`",
	},
	{
		"status", "", false,
		"an error at credentials-exchange answers HTTP 500, `InvalidScopeError` and `InvalidRequestError` HTTP 400",
		"code and description are the same; Auth0 documents no HTTP status for an Action",
	},
	{
		"passwordless metadata", "", false,
		"metadata set before a passwordless registration",
		"Auth0 does not store it",
	},
	{
		"after the callback", "", false,
		"what is still running when the callback is called goes on",
		"often, but Auth0 promises nothing after the Action has ended: call back last",
	},
}
