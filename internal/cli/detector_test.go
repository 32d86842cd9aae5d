//go:build race

package cli_test

// slowness is how much slower than without it a program runs with the race detector, beside all the other tests.
const slowness = 4
