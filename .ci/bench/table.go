package main

import (
	"context"
	"time"
)

// How much is measured, beside what options say.
const (
	startRuns  = 41
	burst      = 10 // of the rate limit, and its requests a second
	bucketSize = 50 // hooks that are created under the rate limit
)

var ops = []string{"create", "unchanged", "change"}

// A row is one scene with what each program took in it, in the order of b.programs.
type row struct {
	scene
	results []result
}

// table measures everything, prints it, and says what was missed.
func (b *bench) table(ctx context.Context) (missed []string, err error) {
	rows, err := b.rows(ctx)
	if err != nil {
		return nil, err
	}
	paced := row{scene: scene{op: "create", hooks: bucketSize, bucket: true}}
	if paced.results, err = b.perform(ctx, paced.scene, 1, b.programs...); err != nil {
		return nil, err
	}
	version, hello, err := b.start(ctx)
	if err != nil {
		return nil, err
	}
	b.print(rows)
	b.printCounts(rows)
	b.printPaced(paced)
	b.printf("To print its version the action takes %s, %.2f times what a Go program takes that prints one line.\n\n",
		ms(version), ratio(version, hello))
	for _, r := range rows {
		missed = append(missed, b.judge(r)...)
	}
	missed = append(missed, judgeCounts(paced)...)
	missed = append(missed, bar("start-up over a program that prints one line", ratio(version, hello), barStart)...)
	return append(missed, growth(rows)...), nil
}

// rows performs all scenes but the one under the rate limit.
func (b *bench) rows(ctx context.Context) ([]row, error) {
	var rows []row
	for _, latency := range []time.Duration{0, 50 * time.Millisecond} {
		for _, hooks := range []int{1, 50, 500} {
			for _, op := range ops {
				s := scene{op: op, hooks: hooks, latency: latency}
				results, err := b.perform(ctx, s, b.rounds, b.programs...)
				if err != nil {
					return nil, err
				}
				rows = append(rows, row{s, results})
				b.log(rows[len(rows)-1])
			}
		}
	}
	return rows, nil
}

// start is how long the action and the program that prints one line take to print theirs.
func (b *bench) start(ctx context.Context) (version, hello time.Duration, err error) {
	var ours, theirs []time.Duration
	for range startRuns {
		v, err := measure(ctx, nil, b.path("action"), "version")
		if err != nil {
			return 0, 0, err
		}
		h, err := measure(ctx, nil, b.path("hello"))
		if err != nil {
			return 0, 0, err
		}
		ours, theirs = append(ours, v.Time), append(theirs, h.Time)
	}
	return median(ours), median(theirs), nil
}
