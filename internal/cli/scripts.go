package cli

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/hookfile"
	"auth0-hook-action/internal/script"
)

// scripts are the texts of a run, each parsed once.
type scripts map[string]*parsed

// A parsed is what became of one text: a script, or what kept it from being one.
type parsed struct {
	script *script.Script
	wrong  []diag.Diagnostic
}

// of is a parsed text; nil where it is none of the run's, or could not be parsed.
func (s scripts) of(text string) *script.Script {
	if p := s[text]; p != nil {
		return p.script
	}
	return nil
}

// parseAll parses the scripts of hooks, equal ones once and different ones side by side. It ends with ctx, whatever a parser is
// doing then: the error is the reason.
func parseAll(ctx context.Context, hooks []hookfile.Hook) (scripts, error) {
	all, texts := scripts{}, []string(nil)
	for _, h := range hooks {
		if h.Script != "" && all[h.Script] == nil {
			all[h.Script] = &parsed{}
			texts = append(texts, h.Script)
		}
	}
	var next atomic.Int64
	var panicked error
	var once sync.Once
	worker := func() {
		err := Guard(func() {
			for i := int(next.Add(1)) - 1; i < len(texts) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				p := all[texts[i]]
				p.script, p.wrong = script.Parse(texts[i])
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
	if err != nil { // a parser may still be at work: what it writes is not read
		return nil, err
	}
	return all, panicked
}
