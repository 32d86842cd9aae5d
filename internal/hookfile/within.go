package hookfile

import (
	"context"
	"io/fs"
	"strings"
)

// within does work on files until ctx ends. A read that hangs, as on a network file system, is left behind then; one that
// would begin later fails.
func within[T any](ctx context.Context, files fs.FS, work func(fs.FS) T) (result T, err error) {
	done := make(chan T, 1)
	go func() { done <- work(timedFS{files, ctx.Err}) }()
	select {
	case result = <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		var none T
		return none, context.Cause(ctx)
	}
	return result, nil
}

// A timedFS refuses to begin anything once the time is over.
type timedFS struct {
	fs.FS
	over func() error
}

// Open implements fs.FS.
func (t timedFS) Open(name string) (fs.File, error) {
	if err := t.over(); err != nil {
		return nil, err
	}
	return t.FS.Open(name)
}

// Stat implements fs.StatFS, so that a pipe is looked at without being opened.
func (t timedFS) Stat(name string) (fs.FileInfo, error) {
	if err := t.over(); err != nil {
		return nil, err
	}
	return fs.Stat(t.FS, name)
}

// ReadDir implements fs.ReadDirFS.
func (t timedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := t.over(); err != nil {
		return nil, err
	}
	return fs.ReadDir(t.FS, name)
}

// ReadLink implements fs.ReadLinkFS.
func (t timedFS) ReadLink(name string) (string, error) { return fs.ReadLink(t.FS, name) }

// Lstat implements fs.ReadLinkFS.
func (t timedFS) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(t.FS, name) }

func trimMark(text string) string { return strings.TrimPrefix(text, byteOrderMark) }
