package cli

import (
	"context"
	"fmt"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// deploy reads the tenant, plans, and carries the plan out where the mode says so.
func (s *step) deploy(ctx context.Context) error {
	transport := retry.New(retry.Config{Pace: true, Log: s.debug("the tenant")})
	defer transport.CloseIdleConnections()
	client, err := auth0.New(auth0.Config{BaseURL: s.cfg.BaseURL, Token: s.cfg.Token, ClientID: s.cfg.ClientID,
		ClientSecret: s.cfg.ClientSecret, PrivateKey: s.cfg.PrivateKey, Audience: s.cfg.Audience,
		HTTP: transport, OnToken: s.hideToken, Redact: s.redact.String})
	if err != nil {
		return err
	}
	s.prog.begin("reading the tenant", 0)
	switch {
	case s.cfg.Mode == config.Export:
		return s.export(ctx, client)
	case s.cfg.Runtime == config.Hooks:
		return s.single(ctx, client.Hooks())
	case s.cfg.Runtime == config.Actions:
		return s.single(ctx, client.Actions(s.prog.wait))
	}
	return s.auto(ctx, client)
}

// single deploys by one engine.
func (s *step) single(ctx context.Context, engine tenant.Engine) error {
	one := &side{engine: engine, aim: s.aim(s.cfg.Hooks)}
	if err := one.read(ctx); err != nil {
		return err
	}
	one.aim.Memory = s.pull.memory(ctx)
	s.report.Results = s.carryOut(ctx, one)
	return nil
}

// A side is one engine's part of a run.
type side struct {
	engine tenant.Engine
	aim    tenant.Aim
	have   []tenant.Hook
	plan   tenant.Plan
}

func (d *side) read(ctx context.Context) (err error) {
	if d.have, err = d.engine.Read(ctx, d.aim.Hooks); err != nil {
		return fmt.Errorf("read the tenant's %s: %w", d.engine.Limits().Runtime, err)
	}
	return nil
}

func (s *step) aim(hooks []tenant.Hook) tenant.Aim {
	return tenant.Aim{Hooks: hooks, Delete: s.cfg.Mode == config.Delete, Whole: s.cfg.HooksPath != "",
		Prune: s.cfg.Prune, ReplaceEnabled: s.cfg.ReplaceEnabled}
}

// carryOut plans, and applies the plans unless they are only asked for, or a part of the set is refused.
func (s *step) carryOut(ctx context.Context, sides ...*side) []tenant.Result {
	refused, steps := false, 0
	for _, d := range sides {
		d.plan = tenant.Diff(d.aim, d.have, d.engine.Limits())
		d.warnOfPhones()
		s.warnOfPackages(d)
		refused = refused || d.plan.Refused()
		steps += len(d.plan.Steps)
	}
	s.prog.begin("hooks", steps)
	var results []tenant.Result
	for _, d := range sides {
		limits := d.engine.Limits()
		switch {
		case s.cfg.Mode == config.Plan:
			results = append(results, tenant.Foresee(d.plan, limits)...)
		case refused:
			results = append(results, tenant.Hold(d.plan, limits)...)
		default:
			results = append(results, tenant.Apply(ctx, d.engine, d.aim, d.plan, func(tenant.Result) { s.prog.step() })...)
		}
	}
	return results
}

// warnOfPhones says what an Action for phone messages needs beside its deployment
// (https://auth0.com/docs/secure/multi-factor-authentication/multi-factor-authentication-factors/configure-sms-voice-notifications-mfa).
func (d *side) warnOfPhones() {
	for i, s := range d.plan.Steps {
		if d.engine.Limits().Runtime == string(config.Actions) && s.Trigger() == tenant.SendPhoneMessage &&
			(s.Op == tenant.Create || s.Op == tenant.Update) {
			d.plan.Steps[i].Warnings = append(d.plan.Steps[i].Warnings, "an Action at send-phone-message runs only where the tenant's MFA"+
				" phone provider is phone-message-hook (Custom), and never with the Unified Phone Experience")
		}
	}
}

// hideToken hides a token that was got in the midst of a run.
func (s *step) hideToken(token secret.Value) { s.hide(token) }
