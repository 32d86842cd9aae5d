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

// A result is what the rounds of one program in one scene came to.
type result struct {
	time       time.Duration // median
	memory     int64         // median of the peaks, kB
	requests   int           // most
	handshakes int           // most
	refusals   int           // most
	rounds     int
}

// perform runs every program in one scene, one after the other and round by round; results are those of b.programs.
func (b *bench) perform(ctx context.Context, s scene, rounds int, programs ...program) ([]result, error) {
	samples := make([][]sample, len(programs))
	for round := range rounds {
		for i, p := range programs {
			if p.slow && round >= b.cliRounds {
				continue
			}
			one, err := b.once(ctx, s, p)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", s, p.name, err)
			}
			samples[i] = append(samples[i], one)
		}
	}
	results := make([]result, len(programs))
	for i := range samples {
		results[i] = summed(samples[i])
	}
	return results, nil
}

// once runs a program once.
func (b *bench) once(ctx context.Context, s scene, p program) (sample, error) {
	st, err := b.fresh(s)
	if err != nil {
		return sample{}, err
	}
	defer st.close()
	args, env, err := p.command(st)
	if err != nil {
		return sample{}, err
	}
	u, err := measure(ctx, env, args...)
	one := sample{usage: u, requests: len(st.tenant.Requests()), handshakes: st.tenant.Handshakes(), refusals: st.refusals()}
	if err == nil && one.refusals == 0 {
		err = st.check()
	}
	if s.bucket && p.name != b.programs[action].name {
		err = nil // only the action knows what to do about a refusal
	}
	return one, err
}

func summed(samples []sample) result {
	r := result{rounds: len(samples)}
	var times []time.Duration
	var peaks []int64
	for _, s := range samples {
		times, peaks = append(times, s.Time), append(peaks, s.Memory)
		r.requests, r.handshakes, r.refusals = max(r.requests, s.requests), max(r.handshakes, s.handshakes), max(r.refusals, s.refusals)
	}
	r.time, r.memory = median(times), median(peaks)
	return r
}

func median[T int64 | time.Duration](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}
