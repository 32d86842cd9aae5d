package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"
)

const startRuns = 41

// start is the table of what a job pays before the first request.
func (b *bench) start(ctx context.Context) (t table, err error) {
	t.head = []string{"what", "size", "time", "bars"}
	if err := b.startProgram(ctx, &t); err != nil {
		return t, err
	}
	if err := b.startImage(ctx, &t); err != nil {
		return t, err
	}
	err = b.startCLI(ctx, &t)
	return t, err
}

// startProgram compares how long the action and the program that prints one line take to print theirs.
func (b *bench) startProgram(ctx context.Context, t *table) error {
	var versions, hellos []time.Duration
	for range startRuns {
		v, err := measure(ctx, nil, b.path("action"), "version")
		if err != nil {
			return err
		}
		h, err := measure(ctx, nil, b.path("hello"))
		if err != nil {
			return err
		}
		versions, hellos = append(versions, v.Time), append(hellos, h.Time)
	}
	info, err := os.Stat(b.path("action"))
	if err != nil {
		return err
	}
	version, hello := median(versions), median(hellos)
	missed := append(bar("start-up over a program that prints one line", ratio(version, hello), barStart),
		bar("bytes of the program", float64(info.Size()), barBinary)...)
	t.missed = append(t.missed, missed...)
	t.add("start of the program", megabytes(info.Size()),
		fmt.Sprintf("%s, %.2f × a program that prints one line", ms(version), ratio(version, hello)),
		fmt.Sprintf("≤ %d ×, ≤ 16 MB: %s", barStart, verdict(missed)))
	return nil
}

// startImage has a script measure what Docker does.
func (b *bench) startImage(ctx context.Context, t *table) error {
	cmd := exec.CommandContext(ctx, "bash", ".ci/bench/pull", b.path("action"))
	cmd.Stderr = b.log
	out, err := cmd.Output()
	if err != nil {
		b.say("SKIPPED: the image: %v", err)
		return nil
	}
	var took struct{ Bytes, PullMS, RunMS int64 }
	if err := json.Unmarshal(out, &took); err != nil {
		return fmt.Errorf(".ci/bench/pull says %q: %w", out, err)
	}
	pull, start := time.Duration(took.PullMS)*time.Millisecond, time.Duration(took.RunMS)*time.Millisecond
	t.add("pull of the image, from a registry on this machine", megabytes(took.Bytes)+" compressed", ms(pull), "")
	t.add("start of a container", "", ms(start), "")
	return nil
}

// startCLI is "npm install" of the Deploy CLI where everything is in npm's cache already.
func (b *bench) startCLI(ctx context.Context, t *table) error {
	if b.cli == "" {
		return nil
	}
	var times []time.Duration
	for round := range 4 {
		folder := b.path(fmt.Sprint("npm", round))
		args := []string{
			"npm", "install", "--cache", b.path("npm-cache"), "--prefix", folder, "--no-package-lock", "--no-fund", "--no-audit",
			"--loglevel=error", "auth0-deploy-cli@" + deployCLI,
		}
		if round > 0 { // the first fills the cache
			args = append(args, "--offline")
		}
		u, err := measure(ctx, os.Environ(), args...)
		if err != nil {
			return err
		}
		if round > 0 {
			times = append(times, u.Time)
		}
	}
	out, err := exec.CommandContext(ctx, "du", "-sb", b.path("npm1")).Output()
	if err != nil {
		return err
	}
	var size int64
	if _, err := fmt.Sscan(string(out), &size); err != nil {
		return err
	}
	t.add("npm install of the Deploy CLI, from a full cache", megabytes(size), ms(median(times)), "")
	version, err := measure(ctx, os.Environ(), b.cli, "--version")
	if err != nil {
		return err
	}
	t.add("start of the Deploy CLI", "", ms(version.Time), "")
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
