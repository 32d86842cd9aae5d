package cli_test

import (
	"testing"
	"testing/synctest"
	"time"
)

// timed runs a test in a synctest bubble, where waiting takes no time. What was opened there may close before it ends.
func timed(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t)
		(&bubble{}).rest()
	})
}

// inBubble reports whether the caller is in a synctest bubble: its time begins with the year 2000.
func inBubble() bool { return time.Now().Year() == 2000 }
