package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf8"
)

// errNoFile is in the error of readText where there is no such file.
var errNoFile = errors.New("there is no such file in the workspace")

// readText reads a file of UTF-8 text, byte for byte, up to a size. It looks before it opens: a device or a pipe would
// keep it waiting. Files is confined to the workspace, so that no link leads out of it. The error does not name the file.
func readText(files fs.FS, file string, most int) (string, error) {
	info, err := fs.Stat(files, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errNoFile
	case err != nil:
		return "", fmt.Errorf("it cannot be read, or leads out of the workspace: %w", withoutPath(err))
	case !info.Mode().IsRegular():
		return "", errors.New("it is not a regular file")
	}
	f, err := files.Open(file)
	if err != nil {
		return "", fmt.Errorf("it cannot be read: %w", withoutPath(err))
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("it cannot be read: %w", withoutPath(err))
	case len(text) > most:
		return "", fmt.Errorf("it is larger than %s", size(most))
	case !utf8.Valid(text):
		return "", errors.New("it is not UTF-8 text")
	}
	return string(text), nil
}

// withoutPath is what went wrong, without the file's name: the reader of a problem has it already.
func withoutPath(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func size(bytes int) string { return fmt.Sprintf("%d MiB", bytes>>20) }
