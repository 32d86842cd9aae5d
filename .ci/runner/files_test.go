package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// outputs reads GITHUB_OUTPUT as the runner does (FileCommandManager.cs): what it could not read would fail the step.
func outputs(t *testing.T, text string) map[string]string {
	t.Helper()
	all := map[string]string{}
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSuffix(lines[i], "\n")
		if line == "" {
			continue
		}
		heredoc, equals := strings.Index(line, "<<"), strings.Index(line, "=")
		if heredoc < 0 || (equals >= 0 && equals < heredoc) {
			t.Fatalf("the runner's other form of an output, or none: %q", line)
		}
		name, delimiter := line[:heredoc], line[heredoc+len("<<"):]
		var value strings.Builder
		for i++; i < len(lines) && lines[i] != delimiter+"\n"; i++ {
			value.WriteString(lines[i])
		}
		if i == len(lines) {
			t.Fatalf("output %s does not end:\n%s", name, text)
		}
		all[name] = strings.TrimSuffix(value.String(), "\n")
	}
	return all
}

// tree is what a folder holds: of each path the owner, the mode, the time and a hash.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		all[name] = info.Mode().String()
		if !info.Mode().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		sum := sha256.Sum256(text)
		if filepath.Base(path) != outputFile && filepath.Base(path) != summaryFile { // these are written
			all[name] += fmt.Sprintf(" %s %s", info.ModTime(), hex.EncodeToString(sum[:]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
