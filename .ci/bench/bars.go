package main

import (
	"fmt"
	"time"
)

// The bars that the action has to keep. Times are those at 50 ms a request and more: below that they are noise.
const (
	barStart  = 3          // times the time of a program that prints one line
	barBinary = 16_000_000 // bytes
	barShared = 300 * time.Millisecond
	barMemory = 32 // MB
)

// mostTime is how many times minimal's time a scene may take; 0: no bar.
func mostTime(s scene) float64 {
	switch {
	case s.engine == onHooks && s.plan.burst > 0, s.latency < someLatency:
		return 0
	case s.engine == onHooks:
		return map[int]float64{1: 1.1, 50: 1.15, 500: 1.25}[s.hooks]
	case s.latency >= time.Second, s.plan.burst > 2, s.plan.burst > 0 && s.hooks == 1:
		return 1.3
	case s.plan.burst > 0:
		return 1.15
	case s.hooks == 1:
		return 1.5
	}
	return 1.25
}

// judge gives what one row misses.
func judge(r row) []string {
	measured, least := r.results[action], r.results[minimal]
	missed := judgeCounts(r)
	if most := mostTime(r.scene); most > 0 {
		missed = append(missed, bar(r.String()+": time over minimal's", ratio(measured.time, least.time), most)...)
	}
	return append(missed, bar(r.String()+": peak memory in MB", float64(measured.memory)*1024/1e6, barMemory)...)
}

// judgeCounts compares what can be counted, which no other work on this machine changes.
func judgeCounts(r row) []string {
	measured, least := r.results[action], r.results[minimal]
	var missed []string
	switch {
	case r.engine == onHooks && measured.requests != least.requests:
		missed = append(missed, fmt.Sprintf("%s: %d requests, want minimal's %d", r.scene, measured.requests, least.requests))
	case r.most > 0 && measured.requests > r.most:
		missed = append(missed, fmt.Sprintf("%s: %d requests, want at most %d", r.scene, measured.requests, r.most))
	}
	if most := max(least.handshakes, mostHandshakes(r.scene)); measured.handshakes > most {
		missed = append(missed, fmt.Sprintf("%s: %d TLS handshakes, want at most %d", r.scene, measured.handshakes, most))
	}
	if measured.refusals > 0 {
		missed = append(missed, fmt.Sprintf("%s: %d answers 429, want none", r.scene, measured.refusals))
	}
	return missed
}

// mostHandshakes is one for each request that is sent beside others.
func mostHandshakes(s scene) int {
	switch {
	case s.engine == onActions:
		return min(2*s.hooks, sideBySide)
	case s.op == create:
		return min(s.hooks, sideBySide)
	}
	return 2 // both runtimes are listed at once
}

// bar says where a value is above its bar.
func bar(what string, value, most float64) []string {
	if value <= most {
		return nil
	}
	return []string{fmt.Sprintf("%s: %.3g, want at most %.3g", what, value, most)}
}
