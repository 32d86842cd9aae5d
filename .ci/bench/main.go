// Command bench measures the action against the least that does the same work, with no network but this machine's own:
//
//	go run ./.ci/bench           all numbers, into the tables of .github/BENCHMARKS.md; about an hour, on a calm machine
//	go run ./.ci/bench -short    the counts alone (requests, TLS handshakes, refusals), in well under a minute
//
// The least is a Go program that makes the calls that a correct deployment needs, side by side in the same way, and does nothing
// else (minimal). Beside it run curl for Hooks, and the Auth0 Deploy CLI with the same work, each where it can be had. All of
// them talk TLS to the sandbox. Of times only the ratios within one run mean something: a time is the median of the rounds, in
// each of which every program ran once. It fails where a count or a bar is missed; -short looks at counts alone.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// options of a run.
type options struct {
	short     bool
	rounds    int
	cliRounds int
	only      string
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == launchCommand {
		os.Exit(launch(os.Args[2:]))
	}
	var o options
	flag.BoolVar(&o.short, "short", false, "check the counts alone")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each program runs in each case")
	flag.IntVar(&o.cliRounds, "cli-rounds", 2, "how often the Deploy CLI does, seconds to minutes each time; 0: not at all")
	flag.StringVar(&o.only, "only", "", "make one table: actions, paced, hooks, checks or start")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	missed, err := run(ctx, o)
	stop()
	for _, m := range missed {
		fmt.Fprintln(os.Stderr, "MISSED:", m)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	if err != nil || len(missed) > 0 {
		os.Exit(1)
	}
}

// run gives what was missed.
func run(ctx context.Context, o options) (missed []string, err error) {
	work, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work) //nolint:errcheck // it is a temporary folder
	b := &bench{options: o, work: work, log: os.Stderr}
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	if o.short {
		return b.counts(ctx)
	}
	for _, t := range []struct {
		name string
		make func(context.Context) (table, error)
	}{{"actions", b.actions}, {"paced", b.paced}, {"hooks", b.hooks}, {"checks", b.checks}, {"start", b.start}} {
		if o.only != "" && o.only != t.name {
			continue
		}
		made, err := t.make(ctx)
		if err != nil {
			return missed, fmt.Errorf("%s: %w", t.name, err)
		}
		missed = append(missed, made.missed...)
		if err := writeTable(page, t.name, made.markdown()); err != nil {
			return missed, err
		}
	}
	return missed, nil
}
