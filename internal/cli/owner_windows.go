package cli

import "os"

// ownerOf is not ok: files on Windows have no owner that a runner would look at.
func ownerOf(*os.Root) (uid, gid int, ok bool) { return 0, 0, false }
