package main

import (
	"fmt"
	"slices"
	"time"
)

// A scene is what is done in one case.
type scene struct {
	engine  string // hooks or actions
	op      string // create, unchanged or change
	hooks   int
	enabled int // so many of them, of Actions the first at each trigger
	latency time.Duration
	build   time.Duration // of an Action
	plan    plan
	most    int // requests that the action may make; 0: as many as minimal
}

// A plan is a rate limit; the zero one is none.
type plan struct {
	name      string
	burst     int
	perSecond float64
}

var (
	free       = plan{"Free", 2, 2}
	enterprise = plan{"Enterprise", 50, 16}
	tens       = plan{"10 at once and a second", 10, 10}
)

const (
	onHooks   = "hooks"
	onActions = "actions"
	create    = "create"
	unchanged = "unchanged"
	change    = "change"
)

func (s scene) String() string {
	text := fmt.Sprintf("%s: %s at %s", s.engine, s.work(), ms(s.latency))
	if s.build > 0 {
		text += ", builds of " + ms(s.build)
	}
	if s.plan.burst > 0 {
		text += ", " + s.plan.name
	}
	return text
}

// work is what the scene does, in a table's words.
func (s scene) work() string {
	text := fmt.Sprintf("%s %d", s.op, s.hooks)
	switch {
	case s.engine == onHooks:
		return text
	case s.enabled == s.hooks:
		return text + " enabled"
	case s.enabled == 0:
		return text + " disabled"
	}
	return fmt.Sprintf("%s, %d enabled", text, s.enabled)
}

// triggers is how many triggers the scene's hooks stand at: Actions are spread over all five, Hooks stand at one.
func (s scene) triggers() int {
	if s.engine == onHooks {
		return 1
	}
	return min(s.hooks, len(forms))
}

// text is the script of hook i as its file has it, or, where old, as it is deployed before a change: that of all Actions, and of
// one Hook among many.
func (s scene) text(i int, old bool) text {
	t := text{number: i, revision: 2, form: forms[i%s.triggers()]}
	if old && s.op == change && (s.engine == onActions || i == s.hooks/2) {
		t.revision = 1
	}
	return t
}

// works are the scenes of Actions, with the most requests that each may take without that for a token, for builds of 0.3 s.
var works = []scene{
	{op: create, hooks: 1, enabled: 0, most: 6},
	{op: create, hooks: 1, enabled: 1, most: 11},
	{op: unchanged, hooks: 1, enabled: 1, most: 2},
	{op: change, hooks: 1, enabled: 1, most: 6},
	{op: create, hooks: 20, enabled: 5, most: 70},
	{op: unchanged, hooks: 20, enabled: 5, most: 6},
	{op: change, hooks: 20, enabled: 0, most: 50},
}

const (
	shortBuild  = 300 * time.Millisecond
	longBuild   = 3 * time.Second
	someLatency = 50 * time.Millisecond
)

// actionScenes are all scenes of Actions without a rate limit, and one on a slow tenant.
func actionScenes() []scene {
	var all []scene
	for _, latency := range []time.Duration{0, someLatency} {
		for _, w := range works {
			w.engine, w.latency, w.build = onActions, latency, shortBuild
			all = append(all, w)
			if w.op != unchanged {
				w.build, w.most = longBuild, 0
				all = append(all, w)
			}
		}
	}
	return append(all, scene{engine: onActions, op: create, hooks: 1, enabled: 1, latency: time.Second, build: shortBuild})
}

// paced are the scenes under a plan's rate limit.
func pacedScenes() []scene {
	all := []scene{
		{op: create, hooks: 1, enabled: 1, plan: free},
		{op: create, hooks: 20, enabled: 5, plan: free},
		{op: create, hooks: 20, enabled: 5, plan: enterprise},
		{op: change, hooks: 20, plan: enterprise},
	}
	for i := range all {
		all[i].engine, all[i].latency, all[i].build = onActions, someLatency, shortBuild
	}
	return append(all, scene{engine: onHooks, op: create, hooks: 50, plan: tens})
}

func hookScenes() []scene {
	var all []scene
	for _, latency := range []time.Duration{0, someLatency} {
		for _, hooks := range []int{1, 50, 500} {
			for _, op := range []string{create, unchanged, change} {
				all = append(all, scene{engine: onHooks, op: op, hooks: hooks, latency: latency})
			}
		}
	}
	return all
}

// countedScenes are those in which what can be counted is worth a look at each change: all without latency.
func countedScenes() []scene {
	all := slices.DeleteFunc(slices.Concat(actionScenes(), hookScenes()), func(s scene) bool {
		return s.latency > 0 || s.build > shortBuild
	})
	return append(all, scene{engine: onActions, op: create, hooks: 20, enabled: 5, build: shortBuild, plan: enterprise},
		scene{engine: onHooks, op: create, hooks: 50, plan: tens})
}
