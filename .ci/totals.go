package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// An event is the part of a line of "go test -json" (https://pkg.go.dev/cmd/test2json) that is read here.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

// A totals reads the events of one run. Subtests count as tests.
type totals struct {
	out                     io.Writer
	show                    *regexp.Regexp
	passed, failed, skipped int
	output                  map[[2]string][]string // of each package and test that has not ended
}

// totalsOf reads "go test -json" and prints a line for each package, all that failed tests said, of the others what matches the
// pattern show, and the totals. It adds "PASSED FAILED SKIPPED" as a line to the file. The result is an exit code.
func totalsOf(in io.Reader, out io.Writer, show, file string) int {
	t := &totals{out: out, output: map[[2]string][]string{}}
	var err error
	if t.show, err = regexp.Compile(show); err == nil {
		err = t.read(in)
	}
	if err == nil {
		err = appendLine(file, fmt.Sprintln(t.passed, t.failed, t.skipped))
	}
	t.printf("%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped)
	if err != nil {
		t.printf("totals: %v\n", err)
	}
	if err != nil || t.failed > 0 || t.passed == 0 {
		return 1
	}
	return 0
}

func (t *totals) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		var e event
		switch {
		case line == "":
		case json.Unmarshal([]byte(line), &e) != nil:
			t.printf("%s", line) // the go command itself
		default:
			t.take(e)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (t *totals) take(e event) {
	key := [2]string{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		t.printf("%s", e.Output)
	case "build-fail":
		t.failed++
	case "output":
		t.output[key] = append(t.output[key], e.Output)
	case "pass", "fail", "skip":
		t.end(e, t.output[key])
		delete(t.output, key)
	}
}

// end takes the end of a test or of a package. What a package says of its tests' lines was taken with the tests.
func (t *totals) end(e event, output []string) {
	if e.Action == "fail" {
		t.printf("%s", strings.Join(output, ""))
	}
	if e.Test == "" {
		if e.Action != "skip" { // no test files
			t.printf("%-4s %s %.1f s\n", map[string]string{"pass": "ok", "fail": "FAIL"}[e.Action], e.Package, e.Elapsed)
		}
		if e.Action == "fail" {
			t.failed++ // also where no test of it failed: a data race, an exit
		}
		return
	}
	switch e.Action {
	case "pass":
		t.passed++
		t.printMatches(output)
	case "fail":
		t.failed++
	default:
		t.skipped++
	}
}

func (t *totals) printMatches(output []string) {
	for _, line := range output {
		if line = strings.TrimSpace(line); t.show.String() != "" && t.show.MatchString(line) {
			t.printf("%s\n", line)
		}
	}
}

func (t *totals) printf(format string, args ...any) { _, _ = fmt.Fprintf(t.out, format, args...) }

func appendLine(file, line string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
