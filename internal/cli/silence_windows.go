package cli

import (
	"io"
	"os"
)

// Silence gives the writer for what the program has to say on standard error. What the Go runtime prints on its own cannot be kept
// out there on this system.
func Silence(stderr **os.File) io.Writer { return *stderr }
