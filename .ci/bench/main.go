// Command bench measures the action against the least that does the same work, with no network but this machine's own:
//
//	go run ./.ci/bench           the whole table, for the README; some time, on a calm machine
//	go run ./.ci/bench -short    the counts alone (requests, TLS handshakes, refusals), in well under a minute
//
// The least is a Go program that makes the same requests, side by side in the same way, and does nothing else (minimal).
// Beside it run curl, and the Auth0 Deploy CLI on the same files, each where it can be had. All of them talk TLS to the
// sandbox. Of times only the ratios within one run mean something: a time is the median of the rounds, in each of which
// every program ran once. It fails where a count or a bar is missed; -short looks at counts alone.
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
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == launchCommand {
		os.Exit(launch(os.Args[2:]))
	}
	var o options
	flag.BoolVar(&o.short, "short", false, "check the counts alone")
	flag.IntVar(&o.rounds, "rounds", 7, "how often each program runs in each case")
	flag.IntVar(&o.cliRounds, "cli-rounds", 5, "how often the Deploy CLI does, which takes seconds to minutes each time; 0: not at all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	missed, err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	for _, m := range missed {
		fmt.Fprintln(os.Stderr, "MISSED:", m)
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
	b := &bench{options: o, work: work, out: os.Stdout}
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	if o.short {
		return b.counts(ctx)
	}
	return b.table(ctx)
}
