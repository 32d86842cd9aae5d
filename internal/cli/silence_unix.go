//go:build unix

package cli

import (
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Silence keeps what the Go runtime prints on its own (a panic's value, which may hold data of the run) out of standard error, and
// gives a writer for what the program has to say there. A closed output no longer ends the process: only writes to it fail.
func Silence(stderr **os.File) io.Writer {
	signal.Ignore(syscall.SIGPIPE)
	number := int((*stderr).Fd())
	kept, err := syscall.Dup(number)
	if err != nil {
		return *stderr
	}
	_ = (*stderr).Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // gets the lowest free number: that of standard error
	if err != nil {
		_, _ = syscall.Dup(kept) // back to that number
		null = os.NewFile(uintptr(number), "stderr")
	}
	*stderr = null
	return os.NewFile(uintptr(kept), "stderr")
}
