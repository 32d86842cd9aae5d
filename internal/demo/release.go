//go:build release

package demo

import (
	"context"
	"fmt"
	"io"
)

// Run says where the demo is: a released program is without it and its sandbox, which a workflow has no use for.
func Run(_ context.Context, _ []string, _, stderr io.Writer) int {
	_, _ = fmt.Fprintln(stderr, `the demo is not part of a release: run "go run . demo" in a clone of the repository`)
	return 2
}
