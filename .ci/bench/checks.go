package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A checked is a set of files that "mode: check" reads.
type checked struct {
	name    string
	hooks   int
	runtime string
	shared  bool // all have one script of 58 kB, else each its own of some 50 lines
}

// checks is the table of checks without a tenant.
func (b *bench) checks(ctx context.Context) (t table, err error) {
	t.head = []string{"files", "runtime", "time", "CPU", "peak memory", "bars"}
	for _, c := range []checked{
		{"500 hooks of 50 lines", 500, onHooks, false},
		{"500 hooks of 50 lines", 500, onActions, false},
		{"300 hooks that share one script of 58 kB", 300, onHooks, true},
		{"300 hooks that share one script of 58 kB", 300, onActions, true},
	} {
		used, err := b.check(ctx, c)
		if err != nil {
			return t, err
		}
		bars := ""
		if c.shared {
			missed := bar(c.name+" on "+c.runtime+": seconds of CPU", used.CPU.Seconds(), barShared.Seconds())
			t.missed = append(t.missed, missed...)
			bars = fmt.Sprintf("≤ %s: %s", ms(barShared), verdict(missed))
		}
		t.add(c.name, c.runtime, ms(used.Time), ms(used.CPU), fmt.Sprintf("%.1f MiB", mebibytes(used.Memory)), bars)
	}
	return t, nil
}

// check is the median of the rounds.
func (b *bench) check(ctx context.Context, c checked) (u usage, err error) {
	folder := b.path("check")
	if err := os.RemoveAll(folder); err != nil {
		return u, err
	}
	if err := c.write(filepath.Join(folder, "set", "hooks")); err != nil {
		return u, err
	}
	var times, cpu []time.Duration
	var peaks []int64
	inputs := []string{"INPUT_MODE=check", "INPUT_RUNTIME=" + c.runtime, "INPUT_HOOKS-PATH=set", "INPUT_COMMENT=never"}
	for range b.rounds {
		args, env, err := b.step(folder, slices.Clone(inputs))
		if err != nil {
			return u, err
		}
		one, err := measure(ctx, env, args...)
		if err != nil {
			return u, err
		}
		times, cpu, peaks = append(times, one.Time), append(cpu, one.CPU), append(peaks, one.Memory)
	}
	return usage{Time: median(times), CPU: median(cpu), Memory: median(peaks)}, nil
}

func (c checked) write(folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	long := text{form: forms[0]}.hook()
	long += strings.Repeat("\nfunction unused(a, b) {\n  return a ? a.b + b : [a, b].map((x) => x * 2);\n}\n", 700)
	files := map[string]string{"shared.js": long}
	for i := range c.hooks {
		script := name(i) + ".js"
		if c.shared {
			script = "shared.js"
		} else {
			files[script] = text{number: i, form: forms[0]}.hook()
		}
		files[name(i)+".json"] = fmt.Sprintf(`{"name":%q,"triggerId":%q,"script":"./%s"}`, name(i), forms[0].trigger, script)
	}
	if !c.shared {
		delete(files, "shared.js")
	}
	for file, content := range files {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}
