package hookfile

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

func TestFileNamesAreSafe(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../../etc/passwd", "/abs", `..\..\x`, ".hidden", "..", ".", " lead", "a\x00b", "é",
		"📦", "##A##", strings.Repeat("long", 200), "-", "CON"} {
		file := fileName(name)
		if file == "" || strings.ContainsAny(file, "/\\\x00#") || strings.HasPrefix(file, ".") || len(file) > 200 ||
			path.Clean(file) != file {
			t.Errorf("%q is written to %q", name, file)
		}
	}
	for _, name := range []string{"audit-log", "Invite Only", "01gepvqeh9"} {
		if file := fileName(name); file != name {
			t.Errorf("%q is written to %q", name, file)
		}
	}
}

// observedOf is what a tenant has after a set was deployed to it.
func observedOf(d tenant.Desired) tenant.Observed {
	o := tenant.Observed{Name: d.Name, Trigger: d.Trigger, Format: d.Format, Script: &d.Script, Enabled: d.Enabled,
		Dependencies: d.Dependencies, Managed: true}
	if d.Secrets != nil {
		o.Secrets = slices.Sorted(maps.Keys(d.Secrets))
		o.Secrets = append([]string{}, o.Secrets...)
	}
	return o
}

// exportAgain exports a set to an empty folder and reads it: it is the same.
func exportAgain(t *testing.T, set Set) {
	t.Helper()
	var now []tenant.Observed
	var pairs []string
	for _, d := range set.Desired() {
		now = append(now, observedOf(d))
		for key, value := range d.Secrets {
			if value.IsZero() {
				return // the tenant keeps a value that nobody knows
			}
			pairs = append(pairs, secretMarker(d.Name, key), value.Reveal())
		}
	}
	out, found, err := Export(t.Context(), ExportSource{Files: files(), Path: "set", Observed: now})
	if err != nil || diag.Errors(found) { // two share a file or a marker
		return
	}
	for _, key := range keysOfBlock(out.Variables) {
		if strings.Contains(out.Variables, key+"="+hashed(key)) {
			pairs = append(pairs, key, hashed(key))
		}
	}
	for i := 1; i < len(pairs); i += 2 {
		if strings.ContainsAny(pairs[i], "\"\\\n\r\t") || strings.ContainsFunc(pairs[i],
			func(r rune) bool { return r < ' ' }) {
			return // not as it stands
		}
	}
	disk := files()
	for name, text := range out.Write {
		disk[path.Join("set", name)] = &fstest.MapFile{Data: text}
	}
	got, found := readAll(disk, "set", variables(t, pairs...))
	order := cmpopts.SortSlices(func(a, b tenant.Desired) bool { return a.Name < b.Name })
	diff := gocmp.Diff(set.Desired(), got.Desired(), sameValues, order,
		cmpopts.IgnoreFields(tenant.Desired{}, "File", "Line", "HideDiff", "Position", "Adopt", "Tests"))
	if diff != "" || len(lines(found)) > 0 {
		t.Errorf("read again: (-want +got)\n%s%v", diff, found)
	}
}

// TestExportRoundTrip reads random hooks from the files to which they were exported: they are the same.
func TestExportRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 150 {
		exportAgain(t, randomSet(r))
	}
}

func randomSet(r *rand.Rand) Set {
	var set Set
	seen := map[string]bool{}
	slots := map[tenant.Trigger]bool{}
	for range 1 + r.IntN(4) {
		h := Hook{Desired: tenant.Desired{
			Name:    pick(r, "audit", "Invite Only", "a", "b-2", "log it", "x1"),
			Trigger: tenant.HookTriggers()[r.IntN(5)],
			Format:  tenant.FormatHook,
			Script:  "//" + randomText(r) + randomText(r),
		}}
		if seen[h.Name] {
			continue
		}
		seen[h.Name] = true
		if r.IntN(2) == 0 {
			on := r.IntN(2) == 0 && !slots[h.Trigger]
			slots[h.Trigger] = slots[h.Trigger] || on
			h.Enabled = &on
		}
		if r.IntN(2) == 0 {
			h.Dependencies = map[string]string{}
			for range r.IntN(3) {
				h.Dependencies[pick(r, "lodash", "@auth0/x", "axios")] = fmt.Sprintf("%d.%d.0", r.IntN(9), r.IntN(99))
			}
		}
		if r.IntN(2) == 0 {
			h.Secrets = secretsOfPairs()
			for range r.IntN(3) {
				maps.Copy(h.Secrets, secretsOfPairs(pick(r, "API_KEY", "url", "a.b", "x-y"),
					pick(r, "s3cret", "two words", "##K##", "a # b", "{", "'")))
			}
		}
		set.Hooks = append(set.Hooks, h)
	}
	return set
}

func pick(r *rand.Rand, words ...string) string { return words[r.IntN(len(words))] }
