package auth0

import "auth0-hook-action/internal/tenant"

// A HooksEngine keeps hooks as Auth0 Hooks (https://auth0.com/docs/api/management/v2/hooks).
type HooksEngine struct{ c *Client }

var _ tenant.Engine = (*HooksEngine)(nil)

// Hooks is the engine for a tenant that still accepts Hooks.
func (c *Client) Hooks() *HooksEngine { return &HooksEngine{c: c} }

// Limits implements tenant.Engine.
func (*HooksEngine) Limits() tenant.Limits { return HookLimits() }

// HookLimits are what bounds Hooks. That a name is taken is documented as a 409.
func HookLimits() tenant.Limits {
	return tenant.Limits{Runtime: tenant.RuntimeHooks, MaxSecrets: maxHookSecrets, UniqueNames: true}
}
