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

// writeSecrets adds new secrets and sets present ones, each in one request. An error says which of them were written.
func (e *HooksEngine) writeSecrets(ctx context.Context, hook *tenant.Observed, add, set map[string]secret.Value) error {
	if len(add)+len(set) == 0 {
		return nil
	}
	path, err := hookPath(hook.ID, "secrets")
	if err != nil {
		return err
	}
	if err := e.putSecrets(ctx, hook, http.MethodPost, path, add); err != nil {
		return partlyWritten(nil, names(add, set), err)
	}
	if err := e.putSecrets(ctx, hook, http.MethodPatch, path, set); err != nil {
		return partlyWritten(names(add), names(set), err)
	}
	return nil
}

// putSecrets writes some secrets: new ones by POST, present ones by PATCH, which leaves the others alone.
func (e *HooksEngine) putSecrets(
	ctx context.Context, hook *tenant.Observed, method, path string, values map[string]secret.Value,
) error {
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
	hook.Secrets = append(hook.Secrets, names(values)...)
	slices.Sort(hook.Secrets)
	hook.Secrets = slices.Compact(hook.Secrets)
	return nil
}

// partlyWritten names the secrets that were written and those that were not.
func partlyWritten(written, unwritten []string, err error) error {
	fate := "not written"
	if errors.Is(err, tenant.ErrAmbiguous) || errors.Is(err, tenant.ErrUnknown) {
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

// dropSecrets removes secrets. It is done when they were removed, or the hook does not have them.
func (e *HooksEngine) dropSecrets(ctx context.Context, hook *tenant.Observed, drop []string) error {
	if len(drop) == 0 {
		return nil
	}
	path, err := hookPath(hook.ID, "secrets")
	if err != nil {
		return err
	}
	dropped := func(name string) bool { return slices.Contains(drop, name) }
	_, err = e.c.deleted(ctx, request{method: http.MethodDelete, path: path, body: drop}, func(ctx context.Context) (bool, error) {
		left, err := e.secrets(ctx, hook.ID)
		return !slices.ContainsFunc(left, dropped), err
	})
	if err != nil {
		return fmt.Errorf("%s not removed: %w", secretsText(drop), err)
	}
	hook.Secrets = slices.DeleteFunc(hook.Secrets, dropped)
	return nil
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
