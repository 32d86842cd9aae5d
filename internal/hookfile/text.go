package hookfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
)

// errAbsent says that there is no such file.
var errAbsent = errors.New("there is no such file in the workspace")

// unreadable is why a file cannot be read, by the error of what reads it. The message does not name the file.
func unreadable(file string, err error) diag.Diagnostic {
	d, ok := errors.AsType[diag.Diagnostic](err)
	if !ok {
		d = fault(0, RuleFile, err.Error(), "")
	}
	return inFile(d, file, d.Line)
}

// readText reads a file of UTF-8 text, byte for byte, up to a size. It looks before it opens: a device or a pipe would
// keep it waiting. The file system is confined to the workspace, so that no link leads out of it. An error is errAbsent or
// a diag.Diagnostic, which has a line where one is at fault.
func readText(files fs.FS, file string, most int) (string, error) {
	info, err := fs.Stat(files, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errAbsent
	case err != nil:
		return "", fault(0, RuleFile, fmt.Sprintf("it cannot be read, or leads out of the workspace: %v", withoutPath(err)), "")
	case inGit(files, file):
		return "", fault(0, RuleFile, "it is in .git, from which nothing is read", "")
	case !info.Mode().IsRegular():
		return "", fault(0, RuleFile, "it is not a regular file", "")
	}
	f, err := files.Open(file)
	if err != nil {
		return "", fault(0, RuleFile, fmt.Sprintf("it cannot be read: %v", withoutPath(err)), "")
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case err != nil:
		return "", fault(0, RuleFile, fmt.Sprintf("it cannot be read: %v", withoutPath(err)), "")
	case len(text) > most:
		return "", fault(0, RuleFile, "it is larger than "+size(most), "")
	}
	if err := checkEncoding(text); err != nil {
		return "", err
	}
	return string(text), nil
}

// conflict finds the lines that git leaves in a file whose merge is not finished.
var conflict = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?ms)^<<<<<<< .*\n=======\r?$.*\n>>>>>>> `)
})

const asUTF8 = "save it as UTF-8"

// checkEncoding says what a text is that is not what its author takes it for.
func checkEncoding(text []byte) error {
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")), zeros(text):
		return fault(0, RuleFile, "it is UTF-16 text", asUTF8)
	case !utf8.Valid(text):
		return fault(0, RuleFile, "it is not UTF-8 text", asUTF8)
	case bytes.HasPrefix(text, []byte(byteOrderMark+byteOrderMark)):
		return fault(1, RuleFile, "it starts with two byte order marks (BOM)", "save it as UTF-8 without one")
	case bytes.HasPrefix(text, []byte("version https://git-lfs.github.com/spec/")):
		return fault(1, RuleFile, "it is a Git LFS pointer, and not the file itself",
			"check the file out: set lfs: true at the step with actions/checkout")
	}
	if !bytes.Contains(text, []byte("<<<<<<< ")) {
		return nil
	}
	if at := conflict().FindIndex(text); at != nil {
		return fault(1+bytes.Count(text[:at[0]], []byte("\n")), RuleFile,
			"it contains the marks of a merge conflict", "resolve the conflict and commit the file")
	}
	return nil
}

// zeros reports whether every second byte is zero, as in UTF-16 without a byte order mark.
func zeros(text []byte) bool {
	const sample = 64
	if len(text) < 4 {
		return false
	}
	text = text[:min(len(text), sample)&^1]
	odd, even := 0, 0
	for i, b := range text {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return odd == len(text)/2 || even == len(text)/2
}

// inGit reports whether a file lies in .git, through a link too: credentials of the checkout may stand there.
func inGit(files fs.FS, file string) bool {
	const maxLinks = 40 // as many as Linux follows
	for range maxLinks {
		if slices.ContainsFunc(strings.Split(file, "/"), isGit) {
			return true
		}
		next := followLink(files, file)
		if next == file {
			return false
		}
		file = next
	}
	return false
}

func isGit(part string) bool { return strings.EqualFold(part, ".git") }

// followLink replaces the first link in a path by what it points to. An absolute link leads out of the workspace and is
// never read.
func followLink(files fs.FS, file string) string {
	parts := strings.Split(file, "/")
	for i := range parts {
		link := path.Join(parts[:i+1]...)
		if target, err := fs.ReadLink(files, link); err == nil && !path.IsAbs(target) {
			return path.Join(append([]string{path.Dir(link), target}, parts[i+1:]...)...)
		}
	}
	return file
}

// withoutPath is what went wrong, without the file's name: the reader of a message has it already.
func withoutPath(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func size(bytes int) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d kB (%s bytes)", bytes>>10, thousands(bytes))
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// slashes is a path with slashes, as it may have been written on Windows.
func slashes(path string) string { return strings.ReplaceAll(path, `\`, "/") }
