package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"auth0-hook-action/internal/config"
	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/github"
	"auth0-hook-action/internal/tenant"
)

// reportTime is what the report has for itself when the run's time is over.
const reportTime = 5 * time.Second

// runStep does what the inputs say, and reports it whatever happens: Inputs → Desired → Plan → Results → Report, each a
// function of what the one before gave.
func runStep(ctx context.Context, getenv func(string) string, out io.Writer) int {
	began := time.Now()
	console := newConsole(getenv, out)
	in, wrong := readInputs(console, began)
	defer in.close()
	ctx, release := withReasons(ctx, began.Add(in.Timeout), in.Timeout)
	defer release()
	stop := console.progress.report(ctx, console.Info)
	defer stop()
	pull := findPull(ctx, console, in)
	o := outcome{facts: &in.facts, diagnostics: wrong}
	if err := Guard(func() { o = work(ctx, console, in, wrong, pull) }); err != nil {
		o.err = err
	}
	reporting, done := outlive(ctx, reportTime) // from now on: the work may have outlived its time, to put things back
	defer done()
	return publish(reporting, console, in, o, pull)
}

// work does what the mode says. found is what was found in the inputs.
func work(ctx context.Context, console *console, in inputs, found []diag.Diagnostic, pull *pull) outcome {
	want, more, err := readDesired(ctx, console, in)
	found = append(found, more...)
	var o outcome
	switch {
	case diag.Errors(found):
		o = outcome{results: judged(want.Hooks, in.Mode, found), err: err}
	case err != nil:
		o = outcome{results: rows(wanted(in, want), tenant.Skipped, err), err: err}
	case in.Mode == tenant.ModeCheck:
		o = outcome{results: rows(want.Desired(), tenant.Unchanged, nil)}
	case in.Mode == tenant.ModeConvert:
		o = convert(ctx, in, want)
		found = withoutRepeats(found, o.diagnostics)
	default:
		o = reach(ctx, console, in, want, pull)
	}
	o.facts = cmp.Or(o.facts, &in.facts)
	o.diagnostics = slices.Concat(found, o.diagnostics)
	return o
}

// reach does what needs the tenant, if this run may.
func reach(ctx context.Context, console *console, in inputs, want desired, pull *pull) outcome {
	if in.facts.Origin == github.Undetermined {
		console.progress.begin("asking GitHub whose commit this is", 0)
	}
	facts, skip, err := permission(ctx, in, pull)
	var o outcome
	if skip != "" || err != nil {
		o = outcome{skipped: skip, err: err, results: rows(want.Desired(), tenant.Skipped, cmp.Or(err, errors.New(skip)))}
	} else {
		o = deployment{console, in, want, pull}.run(ctx)
	}
	o.facts = &facts
	return o
}

// readDesired is the second phase: files into what is desired, and all that can be said of it without the tenant.
func readDesired(ctx context.Context, console *console, in inputs) (desired, []diag.Diagnostic, error) {
	console.progress.begin("reading and checking the files", 0)
	set, found, err := config.Load(ctx, in.Config, in.files())
	console.hide(set.Masks...)
	want := desired{Set: set}
	if err != nil {
		return want, found, err
	}
	hooks, all, of, err := readScripts(ctx, newJudge(in.Config), set.Hooks)
	if err != nil {
		return want, found, err
	}
	set.Hooks, want.Hooks, want.scripts = hooks, hooks, all
	console.Debug(fmt.Sprintf("parsed %d scripts of %d hooks", len(all), len(hooks)))
	found = append(append(found, of...), in.CheckFormats(set)...)
	diag.Sort(found)
	for _, h := range set.Hooks {
		if s := want.of(h.Script); s != nil && s.Unread() != nil {
			console.Debug(fmt.Sprintf("%s: only its syntax was checked: %v", h.ScriptFile, s.Unread()))
		}
	}
	return want, found, nil
}
