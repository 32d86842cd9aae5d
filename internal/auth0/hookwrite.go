package auth0

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// Do implements tenant.Engine.
func (e *HooksEngine) Do(ctx context.Context, step tenant.Step) (hook tenant.Hook, err error) {
	ctx, sent := watchWrites(ctx)
	switch step.Op {
	case tenant.Create:
		hook, err = e.create(ctx, step.Want)
	case tenant.Update:
		hook, err = e.update(ctx, step.Have, step.Change)
	case tenant.Delete:
		hook, err = step.Have, e.remove(ctx, step.Have.ID)
	default:
		hook = step.Have
	}
	return hook, judged(err, sent)
}

// hookCreation is the body of POST /hooks. Secrets are none of its fields.
type hookCreation struct {
	Name         string            `json:"name"`
	Script       string            `json:"script"`
	TriggerID    string            `json:"triggerId"`
	Enabled      bool              `json:"enabled,omitempty"`
	Dependencies map[string]string `json:"dependencies,omitempty"`
}

// create makes a hook. One that is to be enabled, and reads secrets, is enabled when it has them.
func (e *HooksEngine) create(ctx context.Context, want tenant.Hook) (tenant.Hook, error) {
	later := want.IsEnabled() && len(want.Secrets) > 0
	body := hookCreation{
		Name: want.Name, Script: want.Script, TriggerID: want.Trigger.String(),
		Enabled: want.IsEnabled() && !later, Dependencies: want.Dependencies,
	}
	var got wireHook
	if err := e.c.do(ctx, request{method: http.MethodPost, path: hooksPath, body: body}, &got); err != nil {
		return tenant.Hook{}, err
	}
	hook := got.hook()
	err := got.keeps(body)
	hook.Script, hook.Trigger = want.Script, want.Trigger
	if err == nil {
		err = e.writeSecrets(ctx, &hook, want.Secrets, nil)
	}
	if err == nil && later {
		err = e.patch(ctx, &hook, tenant.Change{Enabled: want.Enabled})
	}
	if err != nil {
		err = fmt.Errorf("the hook was created (%s), but not finished: %w", hook.ID, err)
	}
	return hook, err
}

// keeps holds what the tenant says that it made against what was asked for.
func (w *wireHook) keeps(asked hookCreation) error {
	another := w.Name != "" && tenant.Kebab(w.Name) != tenant.Kebab(asked.Name) ||
		w.Dependencies != nil && !maps.Equal(w.Dependencies, asked.Dependencies)
	if another {
		return somethingElse(w.ID)
	}
	return errors.Join(kept(w.ID, &asked.Script, w.Script), kept(w.ID, &asked.Enabled, w.Enabled))
}

// update writes what changes, in an order in which an enabled hook does not lack what its script needs, and in which a
// tenant that refuses the source has kept all that the hook reads now: new secrets come before the script, changed ones
// after it, and last those go that are dropped.
func (e *HooksEngine) update(ctx context.Context, have tenant.Hook, c tenant.Change) (tenant.Hook, error) {
	hook := have
	hook.Secrets = maps.Clone(have.Secrets)
	if err := e.writeSecrets(ctx, &hook, c.AddSecrets, nil); err != nil {
		return hook, err
	}
	written := names(c.AddSecrets)
	err := e.patch(ctx, &hook, c)
	if err == nil {
		err = e.writeSecrets(ctx, &hook, nil, c.SetSecrets)
	}
	if err == nil {
		written = names(c.AddSecrets, c.SetSecrets)
		err = e.dropSecrets(ctx, &hook, c.DropSecrets)
	}
	if err != nil && len(written) > 0 {
		err = fmt.Errorf("%s written, but: %w", secretsText(written), err)
	}
	return hook, err
}

// hookChange is the body of PATCH /hooks/{id}: what differs and nothing else, so that enabling works on a tenant whose
// scripts are read-only.
type hookChange struct {
	Script       *string           `json:"script,omitempty"`
	Enabled      *bool             `json:"enabled,omitempty"`
	Dependencies map[string]string `json:"dependencies,omitzero"` // an empty map empties it
}

func (e *HooksEngine) patch(ctx context.Context, hook *tenant.Hook, c tenant.Change) error {
	if c.Script == nil && c.Enabled == nil && c.Dependencies == nil {
		return nil
	}
	path, err := hookPath(hook.ID)
	if err != nil {
		return err
	}
	body := hookChange{Script: c.Script, Enabled: c.Enabled, Dependencies: c.Dependencies}
	var got wireHook
	if err := e.c.do(ctx, request{method: http.MethodPatch, path: path, body: body}, &got); err != nil {
		return e.judgeEdit(ctx, hook.ID, c, err)
	}
	if err := got.is(hook.ID); err != nil {
		return err
	}
	if c.Script != nil {
		hook.Script = *c.Script
	}
	if c.Dependencies != nil {
		hook.Dependencies = c.Dependencies
	}
	if c.Enabled != nil {
		hook.Enabled = c.Enabled
		if got.Enabled != nil {
			hook.Enabled = got.Enabled
		}
	}
	if c.Dependencies != nil && got.Dependencies != nil && !maps.Equal(c.Dependencies, got.Dependencies) {
		return somethingElse(hook.ID)
	}
	return errors.Join(kept(hook.ID, c.Script, got.Script), kept(hook.ID, c.Enabled, got.Enabled))
}

// judgeEdit finds out whether a refused edit of a source means the end of Hooks: so it does where the tenant says that it
// has no such thing, although the hook is there.
func (e *HooksEngine) judgeEdit(ctx context.Context, id string, c tenant.Change, err error) error {
	refusal, ok := errors.AsType[*Error](err)
	if !ok || !refusal.noSuchFeature() || c.Script == nil && c.Dependencies == nil {
		return err
	}
	_, gone := e.one(ctx, id)
	refusal.ended = gone == nil
	return err
}

// kept holds what an answer says against what was asked for, where the one was and the other does.
func kept[T comparable](id string, want, got *T) error {
	if want == nil || got == nil || *want == *got {
		return nil
	}
	return somethingElse(id)
}

func somethingElse(id string) error {
	return fmt.Errorf("the tenant took the write to %s/%s and kept something else", hooksPath, id)
}

// remove deletes a hook. One that is gone already, perhaps by an answer that was lost, is as it should be.
func (e *HooksEngine) remove(ctx context.Context, id string) error {
	path, err := hookPath(id)
	if err != nil {
		return err
	}
	return unlessGone(e.c.do(ctx, request{method: http.MethodDelete, path: path}, nil))
}

// writeSecrets adds new secrets and sets present ones, each in one request. An error says which of them were written.
func (e *HooksEngine) writeSecrets(ctx context.Context, hook *tenant.Hook, add, set map[string]secret.Value) error {
	if len(add)+len(set) == 0 {
		return nil
	}
	path, err := hookPath(hook.ID, "secrets")
	if err != nil {
		return err
	}
	if err := e.putSecrets(ctx, hook, http.MethodPost, path, add); err != nil {
		return halfDone(nil, names(add, set), err)
	}
	if err := e.putSecrets(ctx, hook, http.MethodPatch, path, set); err != nil {
		return halfDone(names(add), names(set), err)
	}
	return nil
}

// putSecrets writes some secrets: new ones by POST, present ones by PATCH, which leaves the others alone.
func (e *HooksEngine) putSecrets(ctx context.Context, hook *tenant.Hook, method, path string, values map[string]secret.Value) error {
	if len(values) == 0 {
		return nil
	}
	body := make(map[string]string, len(values))
	for name, value := range values {
		body[name] = value.Reveal()
	}
	if err := e.c.do(ctx, request{method: method, path: path, body: body}, nil); err != nil {
		return err
	}
	if hook.Secrets == nil {
		hook.Secrets = map[string]secret.Value{}
	}
	for name := range values {
		hook.Secrets[name] = secret.Value{}
	}
	return nil
}

// halfDone names the secrets that were written and those that were not.
func halfDone(written, unwritten []string, err error) error {
	fate := "not written"
	if errors.Is(err, tenant.ErrLost) {
		fate = "perhaps not written"
	}
	text := secretsText(unwritten) + " " + fate
	if len(written) > 0 {
		text = secretsText(written) + " written, " + text
	}
	return fmt.Errorf("%s: %w", text, err)
}

func secretsText(names []string) string {
	if len(names) == 1 {
		return "secret " + names[0]
	}
	return "secrets " + strings.Join(names, ", ")
}

// dropSecrets removes secrets. Those that are gone already, perhaps by an answer that was lost, are as they should be.
func (e *HooksEngine) dropSecrets(ctx context.Context, hook *tenant.Hook, drop []string) error {
	if len(drop) == 0 {
		return nil
	}
	path, err := hookPath(hook.ID, "secrets")
	if err != nil {
		return err
	}
	err = e.c.do(ctx, request{method: http.MethodDelete, path: path, body: drop}, nil)
	if hasStatus(err, http.StatusNotFound) && e.gone(ctx, hook.ID, drop) {
		err = nil
	}
	if err != nil {
		return fmt.Errorf("%s not removed: %w", secretsText(drop), err)
	}
	for _, name := range drop {
		delete(hook.Secrets, name)
	}
	return nil
}

// gone reports that the tenant has none of these secrets.
func (e *HooksEngine) gone(ctx context.Context, id string, drop []string) bool {
	left, err := e.secrets(ctx, id)
	return err == nil && !slices.ContainsFunc(drop, func(name string) bool { _, there := left[name]; return there })
}

// names are the names of secrets, sorted.
func names(sets ...map[string]secret.Value) []string {
	var all []string
	for _, set := range sets {
		all = slices.AppendSeq(all, maps.Keys(set))
	}
	slices.Sort(all)
	return all
}
