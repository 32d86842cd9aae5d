package script

import (
	"fmt"
	"sync"
	"time"
)

// Time is the rule that a script breaks which is not checked to its end. The parsers have no bound of their own, and take
// minutes over what a few mistakes, thousands of times each, can fill 100 kB with.
const Time = "time"

// alwaysQuick is the size of a script, in bytes, whose check takes a quarter of a second at worst.
const alwaysQuick = 16 << 10

// patience is how long the check of a script may take: some fifty times what it does take.
func patience(src string) time.Duration {
	return (3*time.Second + time.Duration(len(src))*4*time.Microsecond).Round(time.Second / 10)
}

// givenUp are the scripts whose check took longer. It goes on until the process ends, as a parser cannot be stopped, but
// nobody waits for it again.
var givenUp sync.Map

func tooSlow(src string) []Finding {
	return []Finding{{
		Rule: Time, Severity: Error, Line: 1, Column: 1,
		Message: fmt.Sprintf("the check of this script was given up after %s: others of its size take a small part of that", patience(src)),
		Hint:    "look for what it repeats thousands of times, and move that into a package or into data that the hook loads",
	}}
}
