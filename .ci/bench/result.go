package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A sample is what one run of a program took, and what the tenant saw of it.
type sample struct {
	usage
	requests, handshakes, refusals int
}

// A result is what the rounds of one program in one scene came to. The zero value is none: the program did not take part.
type result struct {
	time       time.Duration // median
	memory     int64         // median of the peaks, kB
	requests   int           // most
	handshakes int           // most
	refusals   int           // most
}

// A row is one scene with what each program took in it, in the order of b.programs.
type row struct {
	scene
	results []result
}

// perform runs the programs in one scene, one after the other and round by round.
func (b *bench) perform(ctx context.Context, s scene, rounds int) (row, error) {
	samples := make([][]sample, len(b.programs))
	for round := range rounds {
		for i, p := range b.programs {
			if !p.takes(s) || (p.slow && round >= b.cliRounds) {
				continue
			}
			one, err := b.once(ctx, s, p)
			for try := 1; try < 5 && i == minimal && err == nil && s.engine == onActions && one.refusals > 0; try++ {
				one, err = b.once(ctx, s, p) // a busy machine sent its requests later than it meant to
			}
			if err != nil {
				return row{}, fmt.Errorf("%s: %s: %w", s, p.name, err)
			}
			samples[i] = append(samples[i], one)
		}
	}
	r := row{scene: s, results: make([]result, len(b.programs))}
	for i := range samples {
		r.results[i] = sum(samples[i])
	}
	b.report(r)
	return r, nil
}

// once runs a program once.
func (b *bench) once(ctx context.Context, s scene, p program) (sample, error) {
	st, err := b.fresh(ctx, s)
	if err != nil {
		return sample{}, err
	}
	defer st.close()
	args, env, err := p.command(st)
	if err != nil {
		return sample{}, err
	}
	u, err := measure(ctx, env, args...)
	one := sample{
		usage: u, requests: len(st.tenant.Requests()), handshakes: st.tenant.Handshakes() - st.handshakes, refusals: st.refusals(),
	}
	if err == nil && one.refusals == 0 {
		err = st.check(ctx)
	}
	if one.refusals > 0 && p.name != b.programs[action].name {
		err = nil // not everybody knows what to do about a refusal
	}
	return one, err
}

func sum(samples []sample) result {
	var r result
	var times []time.Duration
	var peaks []int64
	for _, s := range samples {
		times, peaks = append(times, s.Time), append(peaks, s.Memory)
		r.requests = max(r.requests, s.requests)
		r.handshakes = max(r.handshakes, s.handshakes)
		r.refusals = max(r.refusals, s.refusals)
	}
	r.time, r.memory = median(times), median(peaks)
	return r
}

func median[T int64 | time.Duration](all []T) T {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// report says what a row came to while the rest is being measured.
func (b *bench) report(r row) {
	b.say("%s", r.scene)
	for i, one := range r.results {
		if one.requests > 0 {
			b.say("  %-10s %9s, %5.2f × minimal, %d requests, %d handshakes, %d refused, %.1f MiB", b.programs[i].name, ms(one.time),
				ratio(one.time, r.results[minimal].time), one.requests, one.handshakes, one.refusals, mebibytes(one.memory))
		}
	}
}

// ms is a time in three digits or so.
func ms(d time.Duration) string {
	switch {
	case d == 0:
		return "0 ms"
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.3g ms", d.Seconds()*1e3)
	case d < 1500*time.Millisecond:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}

func ratio(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }

func mebibytes(kB int64) float64 { return float64(kB) / 1024 } // Linux's kB are of 1024 bytes
