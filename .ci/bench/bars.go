package main

import (
	"context"
	"fmt"
	"time"
)

// The bars that the action has to keep.
const (
	barOne    = 1.3  // times minimal's time, for one hook
	barMany   = 1.15 // times minimal's time, for 50 and 500
	barCLI    = 50   // times faster than the Deploy CLI
	barStart  = 3    // times the time of a program that prints one line
	barMemory = 25   // MiB at 500 hooks
	barLinear = 1.1  // times what ten times as many hooks may take
)

// judge gives what one row of the table misses.
func (b *bench) judge(r row) []string {
	ours, least := r.results[action], r.results[minimal]
	most := barMany
	if r.hooks == 1 {
		most = barOne
	}
	missed := bar(fmt.Sprintf("%s: time over minimal's", r.scene), ratio(ours.time, least.time), most)
	for i, p := range b.programs {
		if p.slow {
			missed = append(missed, bar(fmt.Sprintf("%s: time over the Deploy CLI's", r.scene), ratio(ours.time, r.results[i].time), 1.0/barCLI)...)
		}
	}
	if r.hooks == 500 {
		missed = append(missed, bar(fmt.Sprintf("%s: peak memory in MiB", r.scene), mebibytes(ours.memory), barMemory)...)
	}
	return append(missed, judgeCounts(r)...)
}

// judgeCounts compares what can be counted, which no other work on this machine changes.
func judgeCounts(r row) []string {
	ours, least := r.results[action], r.results[minimal]
	var missed []string
	if ours.requests != least.requests {
		missed = append(missed, fmt.Sprintf("%s: %d requests, want minimal's %d", r.scene, ours.requests, least.requests))
	}
	if most := max(least.handshakes, mostHandshakes(r.scene)); ours.handshakes > most {
		missed = append(missed, fmt.Sprintf("%s: %d TLS handshakes, want at most %d", r.scene, ours.handshakes, most))
	}
	if ours.refusals > 0 {
		missed = append(missed, fmt.Sprintf("%s: %d answers 429, want none", r.scene, ours.refusals))
	}
	return missed
}

// mostHandshakes is one for each request that is sent beside others.
func mostHandshakes(s scene) int {
	if s.op == "create" {
		return min(s.hooks, sideBySide)
	}
	return 1
}

// bar says where a value is above its bar.
func bar(what string, value, most float64) []string {
	if value <= most {
		return nil
	}
	return []string{fmt.Sprintf("%s: %.3g, want at most %.3g", what, value, most)}
}

// growth compares 500 hooks with 50: ten times as many may take ten times as long, and as much more memory.
func growth(rows []row) []string {
	var missed []string
	small := map[string]result{}
	for _, r := range rows {
		key := fmt.Sprint(r.op, r.latency)
		switch r.hooks {
		case 50:
			small[key] = r.results[action]
		case 500:
			was, is := small[key], r.results[action]
			missed = append(missed, bar(fmt.Sprintf("%s: time over ten times that of 50 hooks", r.scene), ratio(is.time, 10*was.time), barLinear)...)
			missed = append(missed, bar(fmt.Sprintf("%s: memory over ten times that of 50 hooks", r.scene), float64(is.memory)/float64(10*was.memory), barLinear)...)
		}
	}
	return missed
}

// counts is the short run: what no other work on this machine changes.
func (b *bench) counts(ctx context.Context) (missed []string, err error) {
	b.printf("scene: requests, TLS handshakes and answers 429 of the action; of minimal\n")
	scenes := []scene{{op: "create", hooks: bucketSize, bucket: true}}
	for _, op := range ops {
		for _, hooks := range []int{1, 50, 500} {
			scenes = append(scenes, scene{op: op, hooks: hooks})
		}
	}
	scenes = append(scenes, scene{op: "create", hooks: 50, latency: 50 * time.Millisecond})
	for _, s := range scenes {
		rs, err := b.perform(ctx, s, 1, b.programs[action], b.programs[minimal])
		if err != nil {
			return nil, err
		}
		r := row{scene: s, results: rs}
		missed = append(missed, judgeCounts(r)...)
		b.printf("%s: %s; %s\n", s, rs[action].counted(), rs[minimal].counted())
	}
	return missed, nil
}

func (r result) counted() string {
	return fmt.Sprintf("%d, %d, %d", r.requests, r.handshakes, r.refusals)
}
