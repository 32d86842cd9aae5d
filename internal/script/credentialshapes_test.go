package script

import (
	"strings"
	"testing"
)

func TestSecretShapes(t *testing.T) {
	t.Parallel()
	// in pieces below: no scanner shall take them for live ones
	const random = "q4Zx8vN1mB7kL0pW3sT6yR9uE2iO5aD8fG1hJ4kL7zX0cV3bN6mQ9wE2rT5yU8iO"
	hex := "9f86d081884c7d659a2feaa0c55ad015"
	tests := map[string]struct{ value, want string }{
		"GitHub":                {"ghp_" + random[:36], "a GitHub token"},
		"GitHub, fine-grained":  {"github_pat_" + random + random[:18], "a GitHub token"},
		"GitLab":                {"glpat-" + random[:20], "a GitLab token"},
		"Slack":                 {"xoxb-" + "2048172634-" + random[:24], "a Slack token"},
		"Slack's webhook":       {"https://hooks.slack.com/" + "services/T02AB3CD4/B05EF6GH7/" + random[:24], "a Slack webhook"},
		"Stripe":                {"sk_live_" + random[:24], "a Stripe key"},
		"Stripe, for tests":     {"sk_test_" + random[:24], ""},
		"AWS":                   {"AKIA" + "Q4ZX8VN1MB7KL0PW", "an AWS key"},
		"AWS's example":         {"AKIA" + "IOSFODNN7EXAMPLE", ""},
		"Google":                {"AIza" + random[:35], "a Google key"},
		"SendGrid":              {"SG." + random[:22] + "." + random[:43], "a SendGrid key"},
		"Mailgun":               {"key-" + hex, "a Mailgun key"},
		"npm":                   {"npm_" + random[:36], "an npm token"},
		"OpenAI":                {"sk-" + "proj-" + random[:48], "an OpenAI key"},
		"Shopify":               {"shpat_" + hex, "a Shopify token"},
		"in a query":            {"grant_type=x&client_secret=" + random, "a client secret"},
		"a placeholder":         {"client_secret=YOUR_CLIENT_SECRET_GOES_HERE", ""},
		"no letters of its own": {"ghp_" + strings.Repeat("x", 36), ""},
		"a name":                {"client_secret_post_authentication", ""},
		"a digest":              {hex, ""},
		"an id":                 {random, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := shapeIn(test.value); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			if covered := coverSecrets("x = '" + test.value + "'"); test.want != "" && strings.Contains(covered, random[:16]) {
				t.Errorf("not covered: %s", covered)
			}
		})
	}
}
