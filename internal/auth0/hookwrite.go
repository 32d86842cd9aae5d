package auth0

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"auth0-hook-action/internal/tenant"
)

// Do implements tenant.Engine.
func (e *HooksEngine) Do(ctx context.Context, s tenant.Step) (hook tenant.Observed, err error) {
	ctx, sent := watchWrites(ctx)
	switch {
	case s.Op == tenant.Create:
		hook, err = e.create(ctx, s.Want)
	case s.Have == nil:
	case s.Op == tenant.Update:
		hook, err = e.update(ctx, *s.Have, s.Change)
	case s.Op == tenant.Delete:
		hook, err = *s.Have, e.remove(ctx, s.Have.ID)
	default:
		hook = *s.Have
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

// create makes a hook. One that is to be enabled, and reads secrets, is enabled once it has them.
func (e *HooksEngine) create(ctx context.Context, want tenant.Desired) (tenant.Observed, error) {
	later := want.WantsEnabled() && len(want.Secrets) > 0
	body := hookCreation{
		Name: want.Name, Script: want.Script, TriggerID: want.Trigger.String(),
		Enabled: want.WantsEnabled() && !later, Dependencies: want.Dependencies,
	}
	var got wireHook
	if err := e.c.do(ctx, request{method: http.MethodPost, path: hooksPath, body: body}, &got); err != nil {
		return tenant.Observed{}, markEnded(err, true)
	}
	err := got.keeps(body)
	hook := got.observed()
	hook.Script, hook.Trigger, hook.Secrets = &want.Script, want.Trigger, []string{}
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

// keeps compares what the tenant says that it made with what was asked for.
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
// after it, and those that are dropped go last. Of the last ones those go first without which the new ones would be too many.
func (e *HooksEngine) update(ctx context.Context, have tenant.Observed, c tenant.Change) (tenant.Observed, error) {
	hook := have
	hook.Secrets = slices.Clone(have.Secrets)
	excess := min(max(len(have.Secrets)+len(c.AddSecrets)-maxHookSecrets, 0), len(c.DropSecrets))
	if err := e.dropSecrets(ctx, &hook, c.DropSecrets[:excess]); err != nil {
		return hook, err
	}
	if err := e.writeSecrets(ctx, &hook, c.AddSecrets, nil); err != nil {
		if c.EditsSource() { // which comes next, and would be refused likewise
			err = markEnded(err, false)
		}
		return hook, err
	}
	written := names(c.AddSecrets)
	err := e.patch(ctx, &hook, c)
	if err == nil {
		err = e.writeSecrets(ctx, &hook, nil, c.SetSecrets)
	}
	if err == nil {
		written = names(c.AddSecrets, c.SetSecrets)
		err = e.dropSecrets(ctx, &hook, c.DropSecrets[excess:])
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

func (e *HooksEngine) patch(ctx context.Context, hook *tenant.Observed, c tenant.Change) error {
	if c.Enabled == nil && !c.EditsSource() {
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
	return take(hook, c, got)
}

// take puts a change into the hook, and compares it with what the tenant says that it kept.
func take(hook *tenant.Observed, c tenant.Change, got wireHook) error {
	if c.Script != nil {
		hook.Script = c.Script
	}
	if c.Dependencies != nil {
		hook.Dependencies, hook.Given = c.Dependencies, c.Dependencies
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

// judgeEdit finds out what a refused edit means. That the tenant has no Hooks any more is said of the source alone; where a
// hook is not found, the list says whether the hook is gone or all Hooks are.
func (e *HooksEngine) judgeEdit(ctx context.Context, id string, c tenant.Change, err error) error {
	refusal, ok := asError(err)
	if !ok {
		return err
	}
	if c.EditsSource() {
		err = markEnded(err, false)
	}
	if refusal.Status != http.StatusNotFound && refusal.Status != http.StatusGone {
		return err
	}
	gone, lookErr := e.isUnlisted(ctx, id)
	switch {
	case errors.Is(lookErr, tenant.ErrHooksEnded):
		refusal.kind = tenant.ErrHooksEnded
	case lookErr != nil:
		return fmt.Errorf("%w; it is not known whether the hook is still there: %w", err, lookErr)
	case gone:
		refusal.kind = tenant.ErrConflict
	default:
		refusal.kind = errStillThere
	}
	return err
}

// kept compares what an answer says with what was asked for, where both say something.
func kept[T comparable](id string, want, got *T) error {
	if want == nil || got == nil || *want == *got {
		return nil
	}
	return somethingElse(id)
}

func somethingElse(id string) error {
	return fmt.Errorf("the tenant accepted the write to %s/%s and stored something else", hooksPath, id)
}
