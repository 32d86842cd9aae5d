package cli

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/report"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A deployment is what a run brings to the tenant.
type deployment struct {
	console *console
	in      inputs
	want    desired
	pull    *pull
}

// run makes a plan of what is desired and what the tenant has, and results of the plan.
func (d deployment) run(ctx context.Context) outcome {
	console, in, want := d.console, d.in, d.want
	console.progress.begin("reading the tenant", 0)
	transport := retry.New(retry.Config{Pace: true, Log: console.traffic("the tenant")})
	defer transport.CloseIdleConnections()
	engines, err := newEngines(console, in, want, transport)
	if err != nil {
		return outcome{err: err}
	}
	if in.Mode == tenant.ModeExport {
		return export(ctx, in, engines)
	}
	goal := goalOf(in, want)
	have, err := tenant.Look(ctx, engines, goal)
	if err != nil {
		return outcome{err: err, results: rows(goal.Desired, tenant.Skipped, err)}
	}
	goal.LastApplied = d.pull.lastApplied(ctx)
	plan := tenant.Diff(goal, have)
	o := outcome{diagnostics: slices.Concat(have.Warnings, plan.Notices, secretWarnings(want, plan)), note: report.RuntimeNote(plan)}
	console.progress.begin("hooks", len(plan.Steps))
	if in.Mode == tenant.ModePlan {
		o.diagnostics, o.results = append(o.diagnostics, storedNames(plan)...), tenant.Preview(plan)
		return o
	}
	announce(console, plan)
	o.results = tenant.Apply(ctx, engines, goal, plan, func(tenant.Result) { console.progress.step() })
	if ctx.Err() != nil && slices.ContainsFunc(o.results, func(r tenant.Result) bool {
		return r.Status == tenant.Skipped || errors.Is(r.Err, context.Canceled)
	}) {
		o.err = context.Cause(ctx)
	}
	return o
}

// repositoryID is that of the repository, which stays where its name changes; empty where it is not known.
func (in inputs) repositoryID() string {
	if in.facts.RepositoryID == 0 {
		return ""
	}
	return strconv.FormatInt(in.facts.RepositoryID, 10)
}

func newEngines(console *console, in inputs, want desired, transport *retry.Transport) (tenant.Engines, error) {
	client, err := auth0.New(auth0.Config{
		BaseURL: in.BaseURL, Token: in.Token, ClientID: in.ClientID, ClientSecret: in.ClientSecret, PrivateKey: in.PrivateKey,
		ClientAssertion: in.ClientAssertion, SigningAlgorithm: in.SigningAlgorithm, Audience: in.Audience, HTTP: transport,
		OnToken: func(token secret.Value) { console.hide(token) }, Redact: console.redactor.Redact,
	})
	if err != nil {
		return tenant.Engines{}, err
	}
	actions := client.Actions(auth0.ActionsConfig{
		Scripts: want.of, Repository: in.repositoryID(), Path: in.HooksPath, Waiting: console.progress.wait,
	})
	return tenant.Engines{Hooks: client.Hooks(), Actions: actions}, nil
}

func goalOf(in inputs, want desired) tenant.Goal {
	return tenant.Goal{
		Desired: want.Desired(), Mode: in.Mode, Runtime: in.Runtime, Whole: in.HooksPath != "", Prune: in.Prune,
		ReplaceEnabled: in.ReplaceEnabled, WriteMissing: in.MissingSecretsOnly,
		Repository: in.repositoryID(), Path: in.HooksPath,
	}
}

// secretWarnings name the secrets that scripts read and that are neither given nor on the tenant.
func secretWarnings(want desired, plan tenant.Plan) []diag.Diagnostic {
	files := map[string]hookfile.Hook{}
	for _, h := range want.Hooks {
		files[h.Key()] = h
	}
	var all []diag.Diagnostic
	for _, s := range plan.Steps {
		h := files[s.Want.Key()]
		if s.Err != nil || s.Have != nil && s.Have.Secrets == nil && s.Want.Secrets == nil {
			continue // they were not read, since nothing changes them
		}
		for _, name := range slices.Sorted(maps.Keys(h.MissingSecrets)) {
			if _, given := s.Want.Secrets[name]; !given && (s.Have == nil || !slices.Contains(s.Have.Secrets, name)) {
				all = append(all, h.Findings([]diag.Diagnostic{h.MissingSecrets[name]})...)
			}
		}
	}
	return all
}
