package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one thing that is wrong with an input or a file.
type Problem struct { //nolint:errname // it is shown as a problem; that it is an error is for those who join them
	Input string // the input as the user wrote it; empty for a problem of a file
	File  string // relative to the workspace; empty for a problem of an input
	// Line and Column count from 1; 0 is unknown.
	Line, Column int
	// Message says what was given (never a secret) and what would be right.
	Message string
	// Hint is what to do about it; empty where the message says so.
	Hint string
	// Excerpt is the line that it is about, with a caret below the column; empty where there is none to show.
	Excerpt string
}

// Error is the problem with the place where it lies.
func (p *Problem) Error() string {
	switch {
	case p.File == "":
		return fmt.Sprintf("input %s: %s", p.Input, p.Message)
	case p.Line == 0:
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Problems are those that err holds, in the order of their inputs and files; nil for an err that holds none.
func Problems(err error) []*Problem {
	var all []*Problem
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, Problems(e)...)
		}
		return all
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return []*Problem{p}
	}
	return nil
}

// What problems say of a value that is not there.
const (
	emptyValue = "is empty: is the GitHub secret missing?"
	noValue    = " has no value: add "
)

// withheld reports whether the problem is only that a value is missing that GitHub may keep from the run, or a part of it: such
// as of the domain, which no such run needs.
func (p *Problem) withheld() bool {
	return p.Input == "domain" || p.Input == "audience" || strings.HasSuffix(p.Message, emptyValue) || strings.Contains(p.Message, noValue)
}

// byPlace keeps the problems of inputs first, as they came, then those of files by place.
func byPlace(problems []*Problem) {
	slices.SortStableFunc(problems, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// A problemAt is what is wrong at a line of an input's text; line 0 is the whole of it.
type problemAt struct {
	line    int
	message string
}

func (p problemAt) String() string {
	if p.line == 0 {
		return p.message
	}
	return fmt.Sprintf("line %d: %s", p.line, p.message)
}
