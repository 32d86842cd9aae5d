package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
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
	s.report.Results = slices.DeleteFunc(results, func(r tenant.Result) bool { return r.Hook.Trigger == 0 }) // it has no files
	return s.writeFiles(files)
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
		if !slices.ContainsFunc(all, func(a tenant.Result) bool { return a.Hook.Key() == r.Hook.Key() }) {
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
		if h.Locked != "" {
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

// writeFiles writes files below hooks-path, out of which no link leads. What it makes gets the workspace's owner: the action
// runs as root, and later steps may not.
func (s *step) writeFiles(files map[string][]byte) error {
	if s.files == nil {
		return errors.New("there is no workspace")
	}
	dir := s.cfg.HooksPath
	if err := owned(s.files, s.files, dir, func() error { return s.files.MkdirAll(dir, 0o755) }); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	below, err := s.files.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open %s: %w", dir, err)
	}
	defer below.Close() //nolint:errcheck // it is a directory
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := path.Join(dir, name)
		err := owned(s.files, below, name, func() error {
			return errors.Join(below.MkdirAll(path.Dir(name), 0o755), below.WriteFile(name, files[name], 0o644))
		})
		if err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
		s.report.Files = append(s.report.Files, file)
	}
	return nil
}

// owned has something written at a path below root, and gives what was not there before the workspace's owner.
func owned(workspace, root *os.Root, name string, write func() error) error {
	var missing []string
	for p := name; p != "."; p = path.Dir(p) {
		if _, err := root.Lstat(p); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, p)
		}
	}
	if err := write(); err != nil {
		return err
	}
	uid, gid, other := ownerOf(workspace)
	for _, p := range missing {
		if other {
			if err := root.Lchown(p, uid, gid); err != nil {
				return err
			}
		}
	}
	return nil
}
