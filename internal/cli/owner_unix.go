//go:build unix

package cli

import (
	"os"
	"syscall"
)

// ownerOf is the owner of a directory; not ok where this program has the same one, or the system tells none.
func ownerOf(root *os.Root) (uid, gid int, ok bool) {
	info, err := root.Stat(".")
	if err != nil {
		return 0, 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(stat.Uid) == os.Geteuid() {
		return 0, 0, false
	}
	return int(stat.Uid), int(stat.Gid), true
}
