package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// A usage is what one run of a program took.
type usage struct {
	Time   time.Duration
	CPU    time.Duration // of children too
	Memory int64         // peak, in kB; of children too
	Code   int
}

const launchCommand = "launch"

// launch runs one program and prints its usage. It is a process of its own: Linux counts the memory of the process that
// starts another one as the other's peak, and the sandbox lives in the process that measures.
func launch(args []string) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	begun := time.Now()
	err := cmd.Run()
	took := time.Since(begun)
	if cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	state := cmd.ProcessState
	u := usage{Time: took, CPU: state.UserTime() + state.SystemTime(), Code: state.ExitCode()}
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.Memory = r.Maxrss
	}
	if json.NewEncoder(os.Stdout).Encode(u) != nil {
		return 1
	}
	return 0
}

// measure runs a program with no environment but the given one. Its output is in the error where it fails.
func measure(ctx context.Context, env []string, args ...string) (usage, error) {
	self, err := os.Executable()
	if err != nil {
		return usage{}, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{launchCommand}, args...)...)
	cmd.Env = slices.Concat(env, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")})
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("%s: %w\n%s", args[0], err, &log)
	}
	var u usage
	if err := json.Unmarshal(out.Bytes(), &u); err != nil {
		return usage{}, err
	}
	if u.Code != 0 {
		return u, fmt.Errorf("%s: exit code %d\n%s", args[0], u.Code, &log)
	}
	return u, nil
}
