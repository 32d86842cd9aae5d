package cli

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// scripts are the parsed texts of a run.
type scripts map[string]*script.Script

// of is a parsed text; nil where it is none of the run's, or could not be parsed.
func (s scripts) of(text string) *script.Script { return s[text] }

// A reading is one text of a run, and the hooks whose script it is with what follows from it.
type reading struct {
	text   string
	places []int // of the hooks in the run
	hooks  []hookfile.Hook
	found  [][]diag.Diagnostic
	script *script.Script
}

// readScripts parses and judges the scripts of hooks, equal ones once and different ones side by side. It gives the hooks with what
// follows from their scripts. It ends with ctx, whatever a parser is doing then: the error is the reason.
func readScripts(ctx context.Context, j judge, hooks []hookfile.Hook) ([]hookfile.Hook, scripts, []diag.Diagnostic, error) {
	readings := readingsOf(hooks)
	err := sideBySide(ctx, len(readings), func(i int) { j.read(readings[i]) })
	if err != nil { // a parser may still be at work: what it writes is not read
		return hooks, nil, nil, err
	}
	all, judged, found := scripts{}, slices.Clone(hooks), make([][]diag.Diagnostic, len(hooks))
	for _, r := range readings {
		if r.text != "" {
			all[r.text] = r.script
		}
		for i, place := range r.places {
			judged[place], found[place] = r.hooks[i], r.found[i]
		}
	}
	return judged, all, slices.Concat(found...), nil
}

// readingsOf has each text once, in the order of the hooks.
func readingsOf(hooks []hookfile.Hook) []*reading {
	var all []*reading
	of := map[string]*reading{}
	for i, h := range hooks {
		r := of[h.Script]
		if r == nil {
			r = &reading{text: h.Script}
			of[h.Script] = r
			all = append(all, r)
		}
		r.places, r.hooks, r.found = append(r.places, i), append(r.hooks, h), append(r.found, nil)
	}
	return all
}

// sideBySide does n things, as many at once as there are processors. It ends with ctx, and then some may still be done.
func sideBySide(ctx context.Context, n int, do func(i int)) error {
	var next atomic.Int64
	var panicked error
	var once sync.Once
	worker := func() {
		err := Guard(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
		if err != nil {
			once.Do(func() { panicked = err })
		}
	}
	err := within(ctx, func() {
		var workers sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			workers.Go(worker)
		}
		workers.Wait()
	})
	if err != nil {
		return err
	}
	return panicked
}

// read parses a text, and fills in what follows from it for each of its hooks.
func (j judge) read(r *reading) {
	var wrong []diag.Diagnostic
	if r.text != "" {
		r.script, wrong = script.Parse(r.text)
	}
	judged := map[string]judgement{} // of equal circumstances once
	for i := range r.hooks {
		h := &r.hooks[i]
		switch {
		case r.text == "" || h.HasMissing():
		case r.script == nil:
			h.Format = h.Trigger.FormatOf(0)
			r.found[i] = h.ParseErrors(wrong)
		case !h.Incomplete:
			r.found[i] = j.one(h, r.script, judged)
		}
		r.found[i] = append(r.found[i], j.checkSecrets(*h)...)
	}
	if r.script != nil && j.mode != tenant.ModeConvert {
		r.script = r.script.Outline() // the trees of many hooks would be most of a run's memory
	}
}
