// Package config turns the action's inputs, and the files that they name, into typed values, and reports every problem at
// once. Read takes the inputs alone and touches no file; Load reads the files. The package writes nothing.
package config

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A Source is where the inputs come from.
type Source struct {
	// Input gives an input's text by its name in action.yml; empty where it is absent. An error is reported at the input.
	Input func(name string) (string, error)
	// Root is the workspace's absolute path: an absolute path below it is accepted.
	Root string
	// Repository is the repository's name, as OWNER/NAME: a variable's value that is part of it is not masked.
	Repository string
	// NoCredentials accepts a run without them, and without what else GitHub keeps from it (a fork's or Dependabot's):
	// where a workflow names a secret or a variable, such a run has an empty text.
	NoCredentials bool
}

// A Comment says when the pull request gets a comment.
type Comment int

// The values of the input "comment".
const (
	CommentAuto   Comment = iota + 1 // where there is a pull request and it can be written
	CommentAlways                    // no pull request, or a failure to comment, fails the step
	CommentNever
)

// A Config is what one run was asked to do. After Read no raw input is used again.
type Config struct {
	Mode    tenant.Mode
	Runtime tenant.Runtime

	// Domain is the tenant's host, with a port where one was given; BaseURL has its scheme.
	Domain, BaseURL string
	Audience        string
	// Exactly one kind of credentials is given: Token, or ClientID with one of the three others.
	Token                                     secret.Value
	ClientID                                  string
	ClientSecret, PrivateKey, ClientAssertion secret.Value
	// SigningAlgorithm is RS256, RS384 or PS256.
	SigningAlgorithm string

	// Hook is the one hook that the inputs describe, without its script and its tests; the zero Desired with HooksPath.
	Hook tenant.Desired
	// ScriptPath and TestPayload are its files, relative to the workspace.
	ScriptPath, TestPayload string
	// HooksPath is the set's place in the workspace; empty for one hook.
	HooksPath string
	Variables hookfile.Variables
	// Adopt holds for the one hook, or for all of a set.
	Adopt, Prune, ReplaceEnabled, Strict bool
	// MissingSecretsOnly writes only those secrets that the tenant lacks.
	MissingSecretsOnly bool

	GitHubToken secret.Value
	Comment     Comment
	CommentID   string
	PRNumber    int   // 0: from the event
	ShowDiff    *bool // nil: as the repository's visibility says
	AllowFork   bool
	Timeout     time.Duration // above 0, also beside problems

	// Secrets are the values of the inputs that must not be seen: for masks. Those of variables and files are in Load's
	// Set.
	Secrets []secret.Value

	public   []string // texts that everybody may read
	withheld bool     // GitHub keeps secrets and variables from this run
}

// HasCredentials reports whether there are credentials for the tenant.
func (c Config) HasCredentials() bool {
	return !c.Token.IsZero() || c.ClientID != "" && (!c.ClientSecret.IsZero() || !c.PrivateKey.IsZero() ||
		!c.ClientAssertion.IsZero())
}

const defaultTimeout = 5 * time.Minute

// Read reads all inputs. It finds every problem; the Config holds what could be read also beside errors, so that its
// secrets can be masked and a report be written all the same.
func Read(src Source) (Config, []diag.Diagnostic) {
	in := &reader{input: src.Input}
	c := Config{
		Mode:               word(in, "mode", tenant.ParseMode),
		Runtime:            word(in, "runtime", tenant.ParseRuntime),
		Adopt:              in.flag("adopt"),
		Prune:              in.flag("prune"),
		ReplaceEnabled:     in.flag("replace-enabled"),
		Strict:             in.flag("strict"),
		MissingSecretsOnly: in.oneOf("write-secrets", "always", "missing") == 1,
		GitHubToken:        secret.New(in.get("github-token")),
		Comment:            CommentAuto + Comment(in.oneOf("comment", "auto", "always", "never")),
		CommentID:          in.oneLine("comment-id"),
		PRNumber:           in.number("pr-number"),
		AllowFork:          in.flag("allow-fork"),
		Timeout:            in.duration("timeout", defaultTimeout),
	}
	if in.get("show-diff") != "auto" {
		c.ShowDiff = in.boolean("show-diff")
	}
	c.Domain, c.BaseURL = in.domain()
	in.credentials(&c)
	c.withheld = src.NoCredentials && !c.HasCredentials()
	in.needs(c)
	in.hooks(&c, src.Root)
	c.Secrets = append(c.Secrets, c.Token, c.ClientSecret, c.PrivateKey, c.ClientAssertion, c.GitHubToken)
	hookSecrets, _ := hookfile.ParseSecrets("secrets", in.get("secrets")) // also where the mode writes none
	c.Secrets = slices.AppendSeq(c.Secrets, maps.Values(hookSecrets))
	c.Secrets = slices.DeleteFunc(c.Secrets, secret.Value.IsZero)
	c.public = slices.DeleteFunc([]string{c.Domain, src.Repository, c.HooksPath}, func(s string) bool { return s == "" })
	return c, c.reported(in.found)
}

// reported are the problems without those that a value gives which GitHub keeps from the run, or a part of it: such as
// the domain, which no such run needs.
func (c Config) reported(found []diag.Diagnostic) []diag.Diagnostic {
	withheld := []string{RuleCredentials, hookfile.RuleEmpty, hookfile.RuleVariables}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return c.withheld && (slices.Contains(withheld, d.Rule) || d.Input == "domain" || d.Input == "audience")
	})
}

// Load reads the files that the inputs name: one script, or a set of hooks. In a deletion of one hook it reads none, and
// before an export it looks only whether the directory can take one. It finds every problem, and gives what could be read
// also beside errors. The error says that ctx has ended, and nothing else; the Set then has its Masks.
func Load(ctx context.Context, c Config, files fs.FS) (hookfile.Set, []diag.Diagnostic, error) {
	set, found, err := c.load(ctx, files)
	return set, c.reported(found), err
}

func (c Config) load(ctx context.Context, files fs.FS) (hookfile.Set, []diag.Diagnostic, error) {
	switch {
	case c.Mode == tenant.ModeExport:
		found, err := hookfile.CheckTarget(ctx, files, c.HooksPath)
		return hookfile.Set{Masks: c.Variables.Masks(c.public)}, found, err
	case c.HooksPath != "":
		return hookfile.Read(ctx, hookfile.Source{Files: files, Path: c.HooksPath, Variables: c.Variables,
			Public:    c.public,
			NamesOnly: c.Mode == tenant.ModeDelete, Prune: c.Prune && c.Mode != tenant.ModeDelete, Adopt: c.Adopt})
	case c.Mode == tenant.ModeDelete:
		return hookfile.ReadOne(ctx, files, c.Hook, "", "")
	}
	return hookfile.ReadOne(ctx, files, c.Hook, c.ScriptPath, c.TestPayload)
}

// CheckFormats finds what is wrong with the hooks of a Set once the format of each is known: what hookfile.Set.Check
// finds, and what contradicts the inputs.
func (c Config) CheckFormats(set hookfile.Set) []diag.Diagnostic {
	found := set.Check()
	report := func(p diag.Place, message, hint string) {
		found = append(found, diag.Diagnostic{Rule: RuleInput, Severity: diag.Error, Place: p, Message: message,
			Hint: hint})
	}
	for _, h := range set.Hooks {
		native := h.Format == tenant.FormatAction
		if c.Runtime == tenant.RuntimeHooks && native {
			report(h.Place(hookfile.FieldScript),
				"the script of "+h.DisplayName()+" is a native Action, and runtime is hooks",
				"leave runtime out, or set it to actions")
		}
		if c.Runtime == tenant.RuntimeHooks && len(h.Tests) > 0 && c.HooksPath != "" {
			report(h.Place(hookfile.FieldTestPayload), noTests, "leave testPayload out, or set runtime to actions")
		}
		if c.HooksPath == "" && c.ReplaceEnabled && native && !h.Trigger.TakesOneAction() && h.Trigger != 0 {
			report(diag.Place{Input: "replace-enabled"},
				fmt.Sprintf("the script is a native Action, and %s runs any number of those: there is none to replace", h.Trigger),
				"leave replace-enabled out; position says where in the list the Action runs")
		}
	}
	return found
}

const noTests = "only an Action can be tested before it goes live, and runtime is hooks"
