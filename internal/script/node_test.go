package script

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// needNode skips a test that compares with Node and fetches packages from npm, unless REQUIRE_NODE asks for it.
func needNode(t *testing.T) {
	t.Helper()
	if os.Getenv("REQUIRE_NODE") == "" {
		t.Skip("set REQUIRE_NODE=1 to compare with Node: it needs node, npm and the network")
	}
}

// TestSyntaxAgainstNode compares verdicts over the parser tests of test262, except the modules and a second copy of
// those that pass. Where the judge is known to be wrong, the
// file is named in testdata/test262-exceptions.txt.
func TestSyntaxAgainstNode(t *testing.T) {
	t.Parallel()
	needNode(t)
	scripts := packageFiles(t, "test262-parser-tests@0.0.5", func(name string) bool {
		return strings.HasSuffix(name, ".js") && !strings.HasSuffix(name, ".module.js") &&
			!strings.HasPrefix(name, "pass-explicit/")
	})
	var wrong []string
	unread := 0
	for i, valid := range nodeVerdicts(t, scripts) {
		src := scripts[i].src
		if isValid(src) != valid {
			wrong = append(wrong, scripts[i].name)
		}
		if valid && isUnread(src) {
			unread++
		}
	}
	slices.Sort(wrong)
	t.Logf("test262-parser-tests: %d scripts, the judge is wrong on %d, %d valid ones are not read for a tree", len(scripts),
		len(wrong), unread)
	compareGolden(t, "testdata/test262-exceptions.txt", strings.Join(wrong, "\n")+"\n")
}

// realPackages are CommonJS for the greater part. Their other files are modules, which Node does not take either.
var realPackages = []string{
	"async@3.2.6", "auth0@4.10.0", "axios@1.7.9", "bluebird@3.7.2", "eslint@8.57.1", "express@4.21.2", "ioredis@5.4.2",
	"jsonwebtoken@9.0.2", "knex@3.1.0", "lodash@4.17.21", "mongoose@8.9.5", "nodemailer@6.9.16", "passport-auth0@1.4.4",
	"ramda@0.30.1", "request@2.88.2", "semver@7.6.3", "stripe@17.5.0", "twilio@5.4.2", "uuid@9.0.1", "webpack@5.97.1",
	"winston@3.17.0", "yargs@17.7.2",
}

// TestRealScripts compares verdicts over real files, and counts the findings in those that Node takes: real code hardly
// ever holds a live secret or an unmindful call of Auth0's.
func TestRealScripts(t *testing.T) {
	t.Parallel()
	needNode(t)
	var scripts []script
	for _, spec := range realPackages {
		scripts = append(scripts, packageFiles(t, spec, func(name string) bool {
			return strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".cjs")
		})...)
	}
	valid, unread, drew := 0, 0, 0
	for i, taken := range nodeVerdicts(t, scripts) {
		s := scripts[i]
		if len(s.src) > MaxSize {
			continue
		}
		read, problems := Parse(s.src)
		if (read != nil) != taken {
			t.Errorf("%s: Node takes it: %v, findings: %v", s.name, taken, problems)
		}
		if !taken || read == nil {
			continue
		}
		valid++
		findings := read.Findings(Options{Trigger: tenant.PostChangePassword})
		if why := read.Unread(); why != nil {
			unread++
			t.Logf("%s is not read for a tree: %s", s.name, why)
		}
		if i := slices.IndexFunc(findings, isSuspicion); i >= 0 {
			drew++
			t.Logf("%s:%d:%d: %s: %s", s.name, findings[i].Line, findings[i].Column, findings[i].Rule, findings[i].Message)
		}
	}
	t.Logf("%d files of %d packages, %d of them CommonJS; of those %d are not read for a tree, and %d draw a leak or "+
		"rate-limit warning (%.2f %%)",
		len(scripts), len(realPackages), valid, unread, drew, 100*float64(drew)/float64(valid))
	if valid < 1000 {
		t.Errorf("%d files, want at least 1000", valid)
	}
	if drew*100 > valid*2 {
		t.Errorf("%d of %d files draw a leak or rate-limit warning, want at most 2 %%", drew, valid)
	}
}

func isSuspicion(f diag.Diagnostic) bool {
	return slices.Contains([]string{"credential", "log", "rate-limit", "retry", "tls-off", "marker"}, f.Rule)
}

// isValid reports whether a text is JavaScript.
func isValid(src string) bool {
	s, _ := Parse(src)
	return s != nil
}

func isUnread(src string) bool {
	s, _ := Parse(src)
	return s != nil && s.Unread() != nil
}

type script struct{ name, src string }

// packageFiles fetches an npm package of an exact version and gives the files in it that are wanted.
func packageFiles(t *testing.T, spec string, want func(name string) bool) []script {
	t.Helper()
	dir := t.TempDir()
	run(t, nil, "npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", dir, spec)
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		t.Fatalf("npm pack %s: %d archives (%v)", spec, len(archives), err)
	}
	unzipped, err := gzip.NewReader(strings.NewReader(readFile(t, archives[0])))
	if err != nil {
		t.Fatal(err)
	}
	var scripts []script
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return scripts
		}
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(header.Name, "/") // all is in a folder called package
		if !want(name) {
			continue
		}
		src, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, script{strings.Split(spec, "@")[0] + "/" + name, string(src)})
	}
}

// nodeVerdicts tells for each script whether Node takes it.
func nodeVerdicts(t *testing.T, scripts []script) []bool {
	t.Helper()
	var in bytes.Buffer
	lines := json.NewEncoder(&in)
	for _, s := range scripts {
		if err := lines.Encode(s.src); err != nil {
			t.Fatal(err)
		}
	}
	out := run(t, &in, "node", "testdata/node/verdict.js")
	var verdicts []bool
	for line := range strings.FieldsSeq(string(out)) {
		verdicts = append(verdicts, line == "true")
	}
	if len(verdicts) != len(scripts) {
		t.Fatalf("%d verdicts on %d scripts", len(verdicts), len(scripts))
	}
	return verdicts
}

// run gives what a program writes to its standard output.
func run(t *testing.T, stdin io.Reader, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = stdin
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
	}
	return out
}
