package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/sandbox"
)

// expression matches what GitHub fills in before a step begins.
var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// evaluated gives the inputs of a recipe's step as they are after a merge: what an expression falls back to, and a value for each
// secret and variable.
func evaluated(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		if _, otherwise, ok := strings.Cut(expression.FindStringSubmatch(e)[1], "|| "); ok {
			return strings.Trim(otherwise, "'")
		}
		if strings.Contains(e, "github.event.number") {
			return "1"
		}
		return "a-value-of-no-meaning"
	})
}

// Each recipe does its work on a tenant of the age that it is for. Its credentials are exchanged for the sandbox's token: the ways
// into a tenant have tests of their own.
func TestRecipesRun(t *testing.T) {
	t.Parallel()
	actionInputs := []string{"domain", "token", "client-id", "client-secret", "private-key", "client-assertion", "audience", "github-token"}
	for name, text := range recipes(t) {
		for id, j := range parsedRecipe(t, text).Jobs {
			for _, s := range j.Steps {
				inputs := s.inputs()
				if len(inputs) == 0 {
					continue
				}
				t.Run(name+"/"+id, func(t *testing.T) {
					t.Parallel()
					e := recipeEnv(t, inputs["runtime"] == "actions")
					for input, value := range inputs {
						if !slices.Contains(actionInputs, input) {
							e.inputs(input, evaluated(value))
						}
					}
					e.run().want(0)
				})
			}
		}
	}
}

// recipeEnv is a step in a workspace with all the files that the recipes name.
func recipeEnv(t *testing.T, hooksEnded bool) *env {
	t.Helper()
	e := newEnv(t).without("hook-name", "trigger", "script-path")
	if hooksEnded {
		e.auth0.SetAge(sandbox.HooksGone)
	}
	e.file("auth0/hooks/audit.json", `{"name":"audit","triggerId":"credentials-exchange","script":"./audit.js","enabled":true}`)
	e.file("auth0/hooks/audit.js", audit)
	e.file("actions/login.js", printed(t, "starter", "post-login", "--native"))
	e.file("actions/login.events.json", printed(t, "payload", "post-login"))
	return e
}
