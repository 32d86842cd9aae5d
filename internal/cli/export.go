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

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// export writes the tenant's hooks to files below hooks-path.
func export(ctx context.Context, in inputs, engines tenant.Engines) outcome {
	have, err := tenant.List(ctx, engines, in.Runtime)
	if err = errors.Join(err, in.checkNames(have.Observed)); err != nil {
		return outcome{err: err}
	}
	exported, found, err := hookfile.Export(ctx, hookfile.ExportSource{Files: in.files(), Path: in.HooksPath,
		Variables: in.Variables, Observed: have.Observed, Prune: in.Prune && have.Complete()})
	if err != nil {
		return outcome{diagnostics: have.Warnings, err: err}
	}
	o := outcome{diagnostics: slices.Clone(have.Warnings), paste: exported.Variables}
	for i, file := range exported.Scripts {
		if file == "" {
			continue // left out, with a diagnostic that says why
		}
		observed := have.Observed[i]
		o.results = append(o.results, tenant.Result{Step: tenant.Step{Op: tenant.None, Runtime: observed.Runtime, Have: &observed},
			Status: tenant.Unchanged, Now: &observed})
		found = append(found, undeployable(observed, path.Join(in.HooksPath, file))...)
		if _, written := exported.Write[file]; written && observed.HideDiff {
			found = append(found, diag.Diagnostic{Rule: "exported-values", Severity: diag.Warning,
				Place:   diag.Place{File: path.Join(in.HooksPath, file)},
				Message: "when the hook was deployed variables put values into its script, and now this file holds them",
				Hint:    "Put the markers back in their place before you commit the file"})
		}
	}
	for _, d := range found { // a tenant's state is no wrong input: exit 1
		if d.Severity == diag.Error {
			o.err = errors.Join(o.err, d)
		} else {
			o.diagnostics = append(o.diagnostics, d)
		}
	}
	if o.err == nil {
		o.files, o.removed, o.err = writeExport(in, exported)
	}
	return o
}

// checkNames refuses names that hold a credential of the run. Files and markers are named for a hook, in other letters than the
// redactor knows.
func (in inputs) checkNames(all []tenant.Observed) error {
	credentials := &secret.Redactor{}
	credentials.Add(in.Secrets...)
	for _, o := range all {
		if credentials.Redact(o.Name).String() != o.Name {
			return diag.WithHint(fmt.Errorf("the name of the hook %s contains a credential of this run", o.ID),
				"Rename the hook, and replace the credential: everyone who can see the tenant's hooks can read it")
		}
	}
	return nil
}

// undeployable says that a script which was exported cannot be deployed again as it is.
func undeployable(o tenant.Observed, file string) []diag.Diagnostic {
	if o.Script == nil {
		return nil
	}
	parsed, wrong := script.Parse(*o.Script)
	if parsed != nil {
		wrong = parsed.Findings(script.Options{Trigger: o.Trigger, Runtime: o.Runtime})
	}
	wrong = slices.DeleteFunc(wrong, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	for i := range wrong {
		wrong[i].File, wrong[i].Severity = file, diag.Warning
	}
	return wrong
}

// writeExport writes and removes files below hooks-path, out of which no link leads. What it makes gets the workspace's owner: the
// action runs as root, and later steps may not.
func writeExport(in inputs, e hookfile.Exported) (written, removed []string, err error) {
	if in.workspace == nil {
		return nil, nil, errors.New("there is no workspace to write to")
	}
	below, err := openDir(in.workspace, in.HooksPath)
	if err != nil {
		return nil, nil, err
	}
	defer below.Close() //nolint:errcheck // it is a directory
	for _, name := range slices.Sorted(maps.Keys(e.Write)) {
		if err := writeFile(in.workspace, below, name, e.Write[name]); err != nil {
			return written, nil, fmt.Errorf("write %s: %w", path.Join(in.HooksPath, name), err)
		}
		written = append(written, path.Join(in.HooksPath, name))
	}
	for _, name := range e.Remove {
		if err := below.Remove(name); err != nil {
			return written, removed, fmt.Errorf("remove %s: %w", path.Join(in.HooksPath, name), err)
		}
		removed = append(removed, path.Join(in.HooksPath, name))
	}
	return written, removed, nil
}

// openDir opens a directory of the workspace, which is made where it is not there.
func openDir(workspace *os.Root, dir string) (*os.Root, error) {
	if err := owned(workspace, workspace, dir, func() error { return workspace.MkdirAll(dir, 0o755) }); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	below, err := workspace.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	return below, nil
}

// writeFile writes a file below a directory of the workspace.
func writeFile(workspace, below *os.Root, name string, text []byte) error {
	return owned(workspace, below, name, func() error {
		return errors.Join(below.MkdirAll(path.Dir(name), 0o755), below.WriteFile(name, text, 0o644))
	})
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
