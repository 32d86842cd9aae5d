package main

import (
	_ "embed"
	"fmt"
)

// A form is how a script ends at one trigger: as a hook file, and as the native Action that does the same.
type form struct{ trigger, hook, native string }

// forms are the five triggers that have Hooks.
var forms = []form{
	{
		"credentials-exchange", `module.exports = function (client, scope, audience, context, callback) {
  const plan = planOf(client.metadata);
  audit('token for ' + audience, client, plan);
  callback(null, claimsOf(plan));
};
`, `exports.onExecuteCredentialsExchange = async (event, api) => {
  const plan = planOf(event.client.metadata);
  audit('token for ' + event.resource_server.identifier, event.client, plan);
  for (const [name, value] of Object.entries(claimsOf(plan))) {
    api.accessToken.setCustomClaim(name, value);
  }
};
`,
	},
	{
		"pre-user-registration", `module.exports = function (user, context, callback) {
  const plan = planOf(user.user_metadata);
  audit('registration', user, plan);
  callback(null, { user: { app_metadata: { plan: plan } } });
};
`, `exports.onExecutePreUserRegistration = async (event, api) => {
  const plan = planOf(event.user.user_metadata);
  audit('registration', event.user, plan);
  api.user.setAppMetadata('plan', plan);
};
`,
	},
	{
		"post-user-registration", `module.exports = function (user, context, callback) {
  audit('registered', user, planOf(user.app_metadata));
  callback();
};
`, `exports.onExecutePostUserRegistration = async (event) => {
  audit('registered', event.user, planOf(event.user.app_metadata));
};
`,
	},
	{
		"post-change-password", `module.exports = function (user, context, callback) {
  audit('new password', user, planOf(user.app_metadata));
  callback();
};
`, `exports.onExecutePostChangePassword = async (event) => {
  audit('new password', event.user, planOf(event.user.app_metadata));
};
`,
	},
	{
		"send-phone-message", `module.exports = function (recipient, text, context, callback) {
  audit('message of ' + text.length, { name: recipient }, planOf(null));
  callback(null, {});
};
`, `exports.onExecuteSendPhoneMessage = async (event) => {
  const options = event.message_options;
  audit('message of ' + options.text.length, { name: options.recipient }, planOf(null));
};
`,
	},
}

//go:embed body.js
var body string

// A text is one script of a scene, of the usual size, which is some 50 lines.
type text struct {
	number, revision int
	form             form
}

func (t text) body() string   { return fmt.Sprintf(body, t.number+1, t.revision) }
func (t text) hook() string   { return t.body() + t.form.hook }
func (t text) native() string { return t.body() + t.form.native }

// mark is the line by which a script is known on the tenant, in whatever form.
func (t text) mark() string { return fmt.Sprintf("Number %d, revision %d.\n", t.number+1, t.revision) }

func name(i int) string { return fmt.Sprintf("hook-%d", i+1) }
