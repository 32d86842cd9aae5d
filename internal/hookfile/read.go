// Package hookfile reads and writes hooks as files, in the format of the Auth0 Deploy CLI: a directory with NAME.json
// beside NAME.js, or a YAML file with hooks: at its top level, whatever else there is in it
// (https://auth0.com/docs/deploy-monitor/deploy-cli-tool). Unlike there, a key left out keeps what the tenant has, and
// markers are replaced from the given variables alone. It reads the maps that are inputs of the action too, since their
// form is the same.
//
// No script is parsed here: formats and findings are the caller's, who hands the formats back to Set.Check.
package hookfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/secret"
	"auth0-hook-action/internal/tenant"
)

// A Source says what Read reads.
type Source struct {
	// Files is the workspace, out of which no path and no link may lead.
	Files fs.FS
	// Path is the directory or the YAML file, relative to the workspace, with slashes.
	Path      string
	Variables Variables
	// Public are texts that everybody may see, such as the domain: a variable's value that is part of one is not masked.
	Public []string
	// NamesOnly reads nothing but names and triggers: for a deletion, whose job may have neither the scripts nor the
	// variables.
	NamesOnly bool
	// KeepMarkers fills no marker of a script: for a conversion, which writes what it makes of a script into the workspace.
	KeepMarkers bool
	// Prune is set where hooks that no file describes are to be deleted: files that describe none are an error then.
	Prune bool
	// Adopt holds for every hook, beside what its entry says.
	Adopt bool
}

// A Set is the hooks that files, or the inputs, describe.
type Set struct {
	// Hooks are in the order of the files' names and of the entries in a file.
	Hooks []Hook
	// Masks are the values that must not be seen: those of variables and secrets, and names that a marker made.
	Masks []secret.Value
}

// Desired are the hooks without their places.
func (s Set) Desired() []tenant.Desired {
	all := make([]tenant.Desired, len(s.Hooks))
	for i, h := range s.Hooks {
		all[i] = h.Desired
	}
	return all
}

// Read reads a set of hooks. It finds every problem of every file, and gives what could be read also beside problems. A
// file that is no plain file is refused without being opened. At most 1,000 hooks, 32 MiB of scripts and 1 MiB a
// description are read. The error says that ctx has ended, and nothing else; the Set then has its Masks.
func Read(ctx context.Context, src Source) (Set, []diag.Diagnostic, error) {
	r, err := within(ctx, src.Files, func(files fs.FS) *reader {
		src.Files = files
		return read(src)
	})
	if err != nil {
		return Set{Masks: src.Variables.Masks(nil)}, nil, fmt.Errorf("read %s: %w", src.Path, err)
	}
	return Set{Hooks: r.hooks, Masks: r.masks()}, r.found, nil
}

func read(src Source) *reader {
	r := newReader(src.Files, src.Variables)
	r.namesOnly, r.keepMarkers = src.NamesOnly, src.KeepMarkers
	r.public = append(r.public, src.Public...)
	r.public = append(r.public, src.Path)
	info, err := fs.Stat(r.files, src.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.pathReport(fault(0, RuleFile, "there is no "+Quote(src.Path)+" in the workspace", checkedOut))
	case err != nil:
		r.pathReport(fault(0, RuleFile, fmt.Sprintf("%s cannot be read, or leads out of the workspace: %v",
			Quote(src.Path), withoutPath(err)), ""))
	case info.IsDir():
		r.directory(src.Path, src.Prune)
	default:
		r.yamlFile(src.Path, src.Prune)
	}
	r.valuesMissing()
	for i := range r.hooks {
		r.hooks[i].Adopt = r.hooks[i].Adopt || src.Adopt
	}
	return r
}

// ReadOne reads the files of the one hook that inputs describe: its script, and the events of its test where payload is
// not empty. A script may have 131,072 bytes; the events, at most 20, may take 1 MiB. The error says that ctx has ended,
// and nothing else.
func ReadOne(ctx context.Context, files fs.FS, d tenant.Desired, scriptFile, payload string,
) (Set, []diag.Diagnostic, error) {
	type one struct {
		hook  Hook
		found []diag.Diagnostic
	}
	o, err := within(ctx, files, func(files fs.FS) one {
		h, found := readOne(files, d, scriptFile, payload)
		return one{h, found}
	})
	if err != nil {
		return Set{}, nil, fmt.Errorf("read %s: %w", scriptFile, err)
	}
	return Set{Hooks: []Hook{o.hook}}, o.found, nil
}

func readOne(files fs.FS, d tenant.Desired, scriptFile, payload string) (Hook, []diag.Diagnostic) {
	h := Hook{Desired: d}
	var found []diag.Diagnostic
	report := func(field, file string, err error) {
		d := unreadable(file, err)
		if d.Line == 0 {
			d.Place, d.Message = h.Place(field), Quote(file)+": "+d.Message
		}
		if errors.Is(err, errAbsent) {
			d.Message, d.Hint = "there is no file "+Quote(file)+" in the workspace", checkedOut
		}
		found = append(found, d)
	}
	if scriptFile != "" {
		text, err := readScript(files, scriptFile)
		if err != nil {
			report(FieldScript, scriptFile, err)
		}
		h.Script, h.ScriptFile, h.File = text, scriptFile, scriptFile
	}
	if payload != "" {
		events, err := readEvents(files, payload)
		if err != nil {
			report(FieldTestPayload, payload, err)
		}
		h.Tests = events
	}
	return h, found
}

// yamlFile reads the list of hooks in a YAML file.
func (r *reader) yamlFile(file string, prune bool) {
	text, err := readText(r.files, file, maxYAML)
	if err != nil {
		r.report(unreadable(file, err))
		return
	}
	text = trimMark(text)
	section, before, found := hooksSection(text)
	for _, f := range found {
		r.report(inFile(f, file, f.Line))
	}
	switch {
	case len(section) > maxJSON:
		r.report(inFile(fault(0, RuleFile, "the list hooks is larger than "+size(maxJSON), ""), file, before+1))
		return
	case section == "":
		r.noSection(file, text, prune)
		return
	}
	if d, ok := r.describe(file, section, before, parseYAML); ok {
		if n := d.root(); n != nil {
			d.list(n, prune)
			r.orphans(path.Join(path.Dir(file), "hooks"))
		}
	}
}

// noSection says that a YAML file has no hooks: a notice where it is a tenant's.
func (r *reader) noSection(file, text string, prune bool) {
	f := noHooks(prune, noSection)
	if !tenantKey().MatchString(text) {
		f.Severity, f.Hint = diag.Error, "give the file that lists hooks at its top level, or a directory of hooks"
	}
	r.report(inFile(f, file, 0))
}
