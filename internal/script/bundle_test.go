package script

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/google/go-cmp/cmp"
)

// TestBundledCorpus checks copies that esbuild has bundled: they draw the same kinds, at the lines that the bundle's source map
// leads back to.
func TestBundledCorpus(t *testing.T) {
	t.Parallel()
	for name, l := range readLabels(t) {
		src, o := readFile(t, corpus+name+".js"), l.options(t)
		code, lines := bundled(t, src)
		want, got := kindsOf(src, o), map[string]bool{}
		for _, f := range findings(code, o) {
			if !slices.Contains(corpusKinds, f.Rule) {
				continue
			}
			got[f.Rule] = true
			if !slices.ContainsFunc(l.Finds, func(find labelledFind) bool {
				return find.Kind == f.Rule && slices.ContainsFunc(find.Line, lines[f.Line].has)
			}) {
				t.Errorf("%s: %s at line %d of the bundle, which is of lines %v", name, f.Rule, f.Line, lines[f.Line])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", name, diff, code)
		}
	}
}

// bundled is a script as esbuild bundles it, and the lines of the script that each of its lines comes from.
func bundled(t *testing.T, src string) (code string, lines map[int]span) {
	t.Helper()
	out := api.Build(api.BuildOptions{
		Stdin: &api.StdinOptions{Contents: src, Sourcefile: "hook.js"}, Bundle: true, Platform: api.PlatformNode,
		Format:   api.FormatCommonJS,
		External: []string{"*"}, Sourcemap: api.SourceMapExternal, Outfile: "out.js", LogLevel: api.LogLevelSilent,
	})
	if len(out.Errors) > 0 {
		t.Fatalf("%v", out.Errors[0])
	}
	var sourceMap struct{ Mappings string }
	for _, f := range out.OutputFiles {
		if strings.HasSuffix(f.Path, ".map") {
			if err := json.Unmarshal(f.Contents, &sourceMap); err != nil {
				t.Fatal(err)
			}
			continue
		}
		code = string(f.Contents)
	}
	return code, originalLines(sourceMap.Mappings)
}

// originalLines reads the mappings of a source map, revision 3 (https://tc39.es/ecma426/): of each line of the output those
// of the source.
func originalLines(mappings string) map[int]span {
	lines, line := map[int]span{}, 0
	for i, group := range strings.Split(mappings, ";") {
		for segment := range strings.SplitSeq(group, ",") {
			if fields := variableLength(segment); len(fields) >= 4 {
				line += fields[2]
				lines[i+1] = lines[i+1].with(line + 1)
			}
		}
	}
	return lines
}

// A span is some lines of a script, from the first to the last.
type span struct{ first, last int }

func (s span) has(line int) bool { return s.first <= line && line <= s.last }

func (s span) with(line int) span {
	if s == (span{}) {
		return span{line, line}
	}
	return span{min(s.first, line), max(s.last, line)}
}

// variableLength reads numbers in base64 VLQ.
func variableLength(text string) (numbers []int) {
	n, shift := 0, 0
	for _, c := range text {
		digit := strings.IndexRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", c)
		n |= digit & 31 << shift
		shift += 5
		if digit&32 == 0 {
			if n&1 == 1 {
				n = -n
			}
			numbers = append(numbers, n/2)
			n, shift = 0, 0
		}
	}
	return numbers
}
