// Command minimal makes the calls that a correct deployment needs, side by side as the action makes them, and does nothing else:
// no inputs, no checks, no comparison, no report, no second try, no look at what concurrent runs did.
//
//	BASE=https://… TOKEN=… minimal hooks|actions create|unchanged|change FILE [ID]
//
// FILE is a list of hooks with name, trigger, code and whether they are to run; ID is that of the one Hook that changes. With BURST
// and PER_SECOND it keeps within that rate limit, which it knows and need not find out.
package main

import (
	"encoding/json"
	"os"
	"sync"
)

// A hook as the file has it.
type hook struct {
	Name, Trigger, Code string
	Enabled             bool
}

func main() {
	raw, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	var hooks []hook
	if err := json.Unmarshal(raw, &hooks); err != nil {
		panic(err)
	}
	c := newClient()
	switch os.Args[1] {
	case "actions":
		deployActions(c, os.Args[2], hooks)
	default:
		deployHooks(c, os.Args[2], hooks, os.Args[4])
	}
	if n := c.refused.Load(); n > 0 {
		c.end(n)
	}
}

// each does something for all hooks, for so many at a time.
func each[T any](all []T, atOnce int, do func(T)) {
	var running sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for _, one := range all {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			do(one)
		})
	}
	running.Wait()
}
