package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"auth0-hook-action/internal/auth0"
	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// export writes the tenant's hooks to files below hooks-path: the one mode that writes to the workspace.
func (s *step) export(ctx context.Context, client *auth0.Client) error {
	results, err := s.readAll(ctx, client)
	if err != nil {
		return err
	}
	hooks := make([]tenant.Hook, len(results))
	for i, r := range results {
		hooks[i] = r.Hook
	}
	files, warnings, err := config.Files(hooks)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		s.warn(errors.New(w))
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := path.Join(s.cfg.HooksPath, name)
		if err := s.writeFile(file, files[name]); err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
		s.report.Files = append(s.report.Files, file)
	}
	s.report.Results = results
	return nil
}

// readAll reads every hook that is a Hook, and every one that this action deployed as an Action, as the runtime says.
// With auto a name that both have is the Action's, as in tenant.Share.
func (s *step) readAll(ctx context.Context, client *auth0.Client) ([]tenant.Result, error) {
	var actions, hooks []tenant.Hook
	var err error
	if s.cfg.Runtime != config.Actions {
		hooks, err = client.Hooks().Read(ctx, nil)
		if err != nil && (s.cfg.Runtime == config.Hooks || !errors.Is(err, tenant.ErrHooksEnded)) {
			return nil, fmt.Errorf("read the tenant's hooks: %w", err)
		}
	}
	if s.cfg.Runtime != config.Hooks {
		if actions, err = s.readOurs(ctx, client, err == nil); err != nil {
			return nil, err
		}
	}
	for i, h := range actions {
		if len(tenant.LeftBehind(h, hooks, false)) > 0 && !h.IsEnabled() {
			actions[i].Enabled = nil // the Hook that it was before still runs: neither answer would be true
		}
	}
	all := exported(actions, config.Actions)
	for _, r := range exported(hooks, config.Hooks) {
		if !slices.ContainsFunc(all, func(a tenant.Result) bool { return r.Hook.Name != "" && a.Hook.Key() == r.Hook.Key() }) {
			all = append(all, r)
		}
	}
	return all, nil
}

// readOurs reads the Actions. Where there are Hooks, the tenant may have none, and the token need not see them.
func (s *step) readOurs(ctx context.Context, client *auth0.Client, hooks bool) ([]tenant.Hook, error) {
	actions, err := client.Actions(s.prog.wait).Read(ctx, nil)
	e, ok := errors.AsType[*auth0.Error](err)
	switch {
	case err == nil:
		return actions, nil
	case s.cfg.Runtime == config.Auto && hooks && ok && noActions(e):
		return nil, nil
	case s.cfg.Runtime == config.Auto && hooks && lacksScope(err):
		s.warn(fmt.Errorf("only Hooks were exported: %w", err))
		return nil, nil
	}
	return nil, fmt.Errorf("read the tenant's actions: %w", err)
}

// exported are hooks as results of an export. What is not ours is left out.
func exported(hooks []tenant.Hook, runtime config.Runtime) []tenant.Result {
	var all []tenant.Result
	for _, h := range hooks {
		if h.Locked != "" || h.Trigger == 0 {
			continue
		}
		if h.Secrets == nil {
			h.Secrets = map[string]secret.Value{}
		}
		all = append(all, tenant.Result{Step: tenant.Step{Op: tenant.None, Have: h}, Status: tenant.Unchanged,
			Runtime: string(runtime), Hook: h})
	}
	return all
}

// writeFile writes a file below the workspace, out of which no link leads. What it makes gets the workspace's owner: the
// action runs as root, and later steps may not.
func (s *step) writeFile(file string, text []byte) error {
	if s.files == nil {
		return errors.New("there is no workspace")
	}
	made := s.missing(file)
	if err := s.files.MkdirAll(path.Dir(file), 0o755); err != nil {
		return err
	}
	if err := s.files.WriteFile(file, text, 0o644); err != nil {
		return err
	}
	uid, gid, other := ownerOf(s.files)
	for _, name := range made {
		if other {
			if err := s.files.Lchown(name, uid, gid); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing are the file and the directories on the way to it that are not there yet.
func (s *step) missing(file string) []string {
	var names []string
	for name := file; name != "."; name = path.Dir(name) {
		if _, err := s.files.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			names = append(names, name)
		}
	}
	return names
}
