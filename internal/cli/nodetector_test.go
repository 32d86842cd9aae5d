//go:build !race

package cli_test

const slowness = 1
