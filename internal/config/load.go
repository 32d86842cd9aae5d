// Package config turns the action's inputs and the files in the workspace into typed values, and reports every problem
// at once. It writes nothing; Files gives back what an export is to write.
package config

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A Source is where a configuration comes from.
type Source struct {
	// Input gives an input's text by its name in action.yml; empty where it is absent.
	Input func(name string) string
	// Files is the workspace, out of which no path and no link may lead.
	Files fs.FS
	// Root is the workspace's absolute path: an absolute path below it is accepted.
	Root string
	// NoCredentials accepts a run without them, and without what else GitHub keeps from it (a fork's or Dependabot's):
	// where a workflow names a secret or a variable, such a run has an empty text.
	NoCredentials bool
}

// A Config is what one run was asked to do. Past Load nobody looks at a raw input again.
type Config struct {
	Mode    Mode
	Runtime Runtime

	// Domain is the tenant's host, with a port where one was given; BaseURL has its scheme.
	Domain, BaseURL          string
	Token                    secret.Value
	ClientID                 string
	ClientSecret, PrivateKey secret.Value
	Audience                 string

	// Hooks are those that are wanted, or to be deleted. HooksPath is the set's place in the workspace, empty for one hook.
	Hooks                         []tenant.Hook
	HooksPath                     string
	Prune, ReplaceEnabled, Strict bool

	GitHubToken secret.Value
	Comment     string // auto, always, never
	CommentID   string
	PRNumber    int    // 0: from the event
	ShowDiff    string // auto, true, false
	AllowFork   bool
	Timeout     time.Duration

	// Secrets are all the values that must not be seen, those of hooks and variables too: for masks.
	Secrets []secret.Value
	// Warnings are findings about the scripts that hold nothing up.
	Warnings []*Problem
}

// HasCredentials reports whether there is something to get into the tenant with.
func (c Config) HasCredentials() bool {
	return !c.Token.IsZero() || c.ClientID != "" && (!c.ClientSecret.IsZero() || !c.PrivateKey.IsZero())
}

// Load reads all inputs and the files that they name. The error joins every *Problem there is (see Problems); the Config
// then holds what could be read, so that its secrets can be masked and a report be written all the same.
func Load(src Source) (Config, error) {
	in := &reader{input: src.Input}
	c := Config{
		Mode:           Mode(in.oneOf("mode", string(Apply), string(Plan), string(Delete), string(Export), string(Check))),
		Runtime:        Runtime(in.oneOf("runtime", string(Auto), string(Hooks), string(Actions))),
		Prune:          in.boolean("prune"),
		ReplaceEnabled: in.boolean("replace-enabled"),
		Strict:         in.boolean("strict"),
		GitHubToken:    secret.New(in.get("github-token")),
		Comment:        in.oneOf("comment", "auto", "always", "never"),
		CommentID:      in.oneLine("comment-id"),
		PRNumber:       in.number("pr-number"),
		ShowDiff:       in.oneOf("show-diff", "auto", "true", "false"),
		AllowFork:      in.boolean("allow-fork"),
		Timeout:        in.duration("timeout"),
	}
	c.Domain, c.BaseURL = in.domain()
	in.credentials(&c, src.NoCredentials)
	in.hooks(&c, src)
	c.Secrets = append(c.Secrets, c.Token, c.ClientSecret, c.PrivateKey, c.GitHubToken)
	c.check(in)
	if src.NoCredentials && !c.HasCredentials() {
		in.problems = slices.DeleteFunc(in.problems, (*Problem).withheld)
	}
	byPlace(in.problems)
	errs := make([]error, len(in.problems))
	for i, p := range in.problems {
		errs[i] = p
	}
	return c, errors.Join(errs...)
}

// oneLine reads a text of one line, up to 200 bytes.
func (in *reader) oneLine(name string) string {
	v := in.get(name)
	if len(v) > 200 || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }) {
		in.problem(name, quoted(v)+" is not one line of up to 200 characters")
		return ""
	}
	return v
}

// maxToken bounds a token: GitHub's secrets end at 48 KiB.
const maxToken = 48 << 10

// credentials reads one way into the tenant: a token, or a client with its secret or its key.
func (in *reader) credentials(c *Config, optional bool) {
	c.Token = in.credential("token")
	c.ClientID = in.oneLine("client-id")
	c.ClientSecret = in.credential("client-secret")
	c.PrivateKey = in.privateKey()
	c.Audience = in.audience(c.Domain)
	if c.Mode == Check || optional && !c.HasCredentials() {
		return
	}
	if c.Domain == "" && !in.has("domain") {
		in.problem("domain", "it is missing: give the tenant's domain, such as tenant.eu.auth0.com")
	}
	client := in.has("client-id") || in.has("client-secret") || in.has("private-key")
	switch {
	case in.has("token") && client:
		in.problem("token", "it is given together with client credentials: give either")
	case in.has("token"):
	case !client:
		in.problem("token", "it is missing (is the GitHub secret there?): give a Management API token, or client-id and client-secret")
	case !in.has("client-id"):
		in.problem("client-id", "it is missing beside "+in.firstOf("client-secret", "private-key"))
	case in.has("client-secret") && in.has("private-key"):
		in.problem("private-key", "it is given together with client-secret: give either")
	case !in.has("client-secret") && !in.has("private-key"):
		in.problem("client-secret", "it is missing beside client-id (is the GitHub secret there?): give it, or private-key")
	}
}

func (in *reader) firstOf(names ...string) string {
	for _, name := range names {
		if in.has(name) {
			return name
		}
	}
	return ""
}

// credential reads a secret that goes into a header or a form: visible ASCII, of a bounded length.
func (in *reader) credential(name string) secret.Value {
	v := in.get(name)
	switch {
	case len(v) > maxToken:
		in.problem(name, "it is longer than 48 KiB, which no credential of Auth0 is")
		return secret.Value{}
	case strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }):
		in.problem(name, "it holds white space or characters that no credential of Auth0 has: was more than the value copied?")
	}
	return secret.New(v)
}

func (in *reader) privateKey() secret.Value {
	v := in.get("private-key")
	if v == "" {
		return secret.Value{}
	}
	if len(v) > maxToken {
		in.problem("private-key", "it is longer than 48 KiB, which no key is")
	}
	return secret.New(v)
}

// audience is the identifier of the Management API: its slash at the end is part of it
// (https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens).
func (in *reader) audience(domain string) string {
	v := in.oneLine("audience")
	switch {
	case v == "" && domain != "":
		return "https://" + domain + "/api/v2/"
	case v != "" && !strings.HasPrefix(v, "https://"):
		in.problem("audience", quoted(v)+" is not an identifier of the Management API, such as https://tenant.eu.auth0.com/api/v2/")
	}
	return v
}
