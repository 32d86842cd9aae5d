package shim

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/tenant"
)

const plain = "module.exports = function (client, scope, audience, context, cb) {\n  cb(null, { scope });\n};\n"

func TestUnwrapGivesBackTheHook(t *testing.T) {
	t.Parallel()
	inner := assemble(tenant.Hook{Trigger: tenant.CredentialsExchange, Script: plain})
	tests := map[string]struct {
		script       string
		dependencies map[string]string
	}{
		"plain":                   {script: plain},
		"empty":                   {script: ""},
		"no final line feed":      {script: "module.exports = f; // end"},
		"carriage returns":        {script: "a;\r\nb;\r\n"},
		"not ASCII":               {script: "var π = '☃\u2028\ufeff';"},
		"dependencies":            {script: plain, dependencies: map[string]string{"lodash": "4.17.21", "@scope/x": "1.0.0"}},
		"a dependency's */":       {script: plain, dependencies: map[string]string{"a*/b": "*/ evil(); /*", "c\n": "\u2028"}},
		"seam inside":             {script: "`" + seam + "`;\n" + plain},
		"seam at the end":         {script: plain + seam},
		"half a seam at the end":  {script: plain + seam[:5]},
		"nothing but the seam":    {script: seam},
		"end inside":              {script: plain + seam + end},
		"first line inside":       {script: brand + strings.Repeat("0", sealSize) + ` {"shim":"1"} */` + "\n" + plain},
		"an Action of ours":       {script: inner},
		"closes and opens again":  {script: "};evil();exports.script=()=>function(){"},
		"opens a comment":         {script: plain + "/*"},
		"opens a template":        {script: plain + "`"},
		"line feeds at both ends": {script: "\n\n" + plain + "\n\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code := assemble(tenant.Hook{Trigger: tenant.CredentialsExchange, Script: tt.script, Dependencies: tt.dependencies})
			want := Origin{State: Ours, Script: tt.script, Dependencies: map[string]string{}, Version: Version()}
			maps.Copy(want.Dependencies, tt.dependencies)
			if diff := cmp.Diff(want, Unwrap(code)); diff != "" {
				t.Errorf("Unwrap (-want +got)\n%s", diff)
			}
		})
	}
}

func TestUnwrapKnowsWhatWasEdited(t *testing.T) {
	t.Parallel()
	code, err := Wrap(tenant.Hook{Trigger: tenant.CredentialsExchange, Script: plain, Dependencies: map[string]string{"lodash": "4.17.21"}})
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(code, "\n")
	tests := map[string]struct {
		code       string
		want       State
		wantScript string
	}{
		"as it was":              {code, Ours, plain},
		"script edited":          {strings.Replace(code, "{ scope }", "{}", 1), Edited, strings.Replace(plain, "{ scope }", "{}", 1)},
		"script emptied":         {first + "\n" + code[strings.LastIndex(code, seam):], Edited, ""},
		"shim edited":            {strings.Replace(code, "server_error", "invalid_scope", 1), Edited, plain},
		"shim removed":           {first + "\n" + plain, Edited, plain},
		"code appended":          {code + "\nconsole.log(1);", Edited, plain},
		"line feed appended":     {code + "\n", Edited, plain},
		"carriage returns added": {strings.ReplaceAll(code, "\n", "\r\n"), Edited, strings.ReplaceAll(plain, "\n", "\r\n") + "\r"},
		"dependency edited":      {strings.Replace(code, "4.17.21", "4.17.20", 1), Edited, plain},
		"first line only":        {first, Edited, ""},
		"first line removed":     {rest, Foreign, ""},
		"line put before":        {"// mine\n" + code, Edited, plain},
		"mark put before":        {"\ufeff" + code, Edited, plain},
		"quoted by another":      {"// mine\n" + strings.Replace(code, "{ scope }", "{}", 1), Foreign, ""},
		"no data":                {brand + strings.Repeat("0", sealSize) + " */", Foreign, ""},
		"no shim named":          {brand + strings.Repeat("0", sealSize) + " {} */", Foreign, ""},
		"cut short":              {brand + "00", Foreign, ""},
		"written by hand":        {"exports.onExecuteCredentialsExchange = async (event, api) => {};", Foreign, ""},
		"empty":                  {"", Foreign, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Unwrap(tt.code)
			if got.State != tt.want || got.Script != tt.wantScript {
				t.Errorf("Unwrap: state %d, script %q; want state %d, script %q", got.State, got.Script, tt.want, tt.wantScript)
			}
			if known := got.State != Foreign; known != (got.Version == Version()) || known != (got.Dependencies != nil) {
				t.Errorf("Unwrap: version %q, dependencies %v, state %d", got.Version, got.Dependencies, got.State)
			}
		})
	}
}

// A code of another version of the shim reads back as well, and shows that it is another.
func TestUnwrapReadsOlderShims(t *testing.T) {
	t.Parallel()
	rest := ` {"shim":"older","dependencies":{"a":"1.0.0"},"more":[1]} other words */other=opener(` + "\n" + plain + seam + "old" + end
	want := Origin{State: Ours, Script: plain, Dependencies: map[string]string{"a": "1.0.0"}, Version: "older"}
	if diff := cmp.Diff(want, Unwrap(brand+sealOf(rest)+rest)); diff != "" {
		t.Errorf("Unwrap (-want +got)\n%s", diff)
	}
}

func TestWrapRefusesWhatIsNoScript(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ script, want string }{
		"closes the function":       {"};evil();exports.script=()=>function(){", "line 1"},
		"closes on a later line":    {"var x;\n}; evil(); {", "line 2"},
		"comment left open":         {plain + "/*", "line 4"},
		"template left open":        {plain + "`", "line 4"},
		"syntax error":              {"var x = ;\n", "line 1"},
		"ES module":                 {"\nexport default function () {}", "line 2"},
		"waits at the top":          {"await fetch('x');", "line 1"},
		"#! line":                   {"#!/usr/bin/env node\n" + plain, "line 1"},
		"name of a parameter":       {"\n\nlet require = 1;\n" + plain, "line 3"},
		"not UTF-8":                 {"var x = '\xff';\n" + plain, "line 1"},
		"seam, and then an opening": {plain + seam + "})(module);exports.x=function(){", "line 5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, err := Wrap(tenant.Hook{Trigger: tenant.CredentialsExchange, Script: tt.script})
			if code != "" || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Wrap: %d bytes, error %v; want an error with %q", len(code), err, tt.want)
			}
		})
	}
}

// A place in the script is one line further in the Action, and what the shim adds stays small.
func TestWrapAddsLittle(t *testing.T) {
	t.Parallel()
	for _, on := range tenant.Triggers() {
		t.Run(on.String(), func(t *testing.T) {
			t.Parallel()
			script := "// first\n" + plain
			code, err := Wrap(tenant.Hook{Trigger: on, Script: script})
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(code, "\n")
			if diff := cmp.Diff(strings.Split(script, "\n"), lines[1:len(lines)-1]); diff != "" {
				t.Errorf("line N of the script is not line N+1 of the Action (-script +action)\n%s", diff)
			}
			added := len(code) - len(script)
			t.Logf("the shim adds %d bytes", added)
			if added > 4000 {
				t.Errorf("the shim adds %d bytes, want at most 4000", added)
			}
			again, err := Wrap(tenant.Hook{Trigger: on, Script: script})
			if err != nil || again != code {
				t.Errorf("Wrap gives another code the second time (error %v)", err)
			}
		})
	}
}

// The seam ends the script only as long as no shim has it.
func TestTheShimHoldsNoSeam(t *testing.T) {
	t.Parallel()
	for _, on := range tenant.Triggers() {
		if text := shims()[on]; strings.ContainsAny(text, "\n\r\u2028\u2029") || strings.Contains(opener(on), "\n") {
			t.Errorf("%s: the shim is not one line", on)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	f.Add(plain, "lodash", "4.17.21", uint16(300))
	f.Add(seam+end, "*/", "\n", uint16(0))
	f.Add("};evil(); exports.script=()=>function(){", `"`, `\`, uint16(40))
	f.Add(assemble(tenant.Hook{Trigger: tenant.SendPhoneMessage, Script: plain + seam}), "", "", uint16(9999))
	f.Fuzz(func(t *testing.T, script, name, version string, at uint16) {
		hook := tenant.Hook{Trigger: tenant.SendPhoneMessage, Script: script, Dependencies: map[string]string{name: version}}
		code := assemble(hook)
		got := Unwrap(code)
		if got.State != Ours || got.Script != script {
			t.Fatalf("Unwrap(assemble(%q)): state %d, script %q", script, got.State, got.Script)
		}
		if len(got.Dependencies) != 1 || name == strings.ToValidUTF8(name, "") && version == strings.ToValidUTF8(version, "") && got.Dependencies[name] != version {
			t.Fatalf("dependencies %q, want %q: %q", got.Dependencies, name, version)
		}
		// Whatever is changed, the code is not taken for one that nobody has edited.
		i := int(at) % len(code)
		if changed := Unwrap(code[:i] + "~" + code[i:]); changed.State == Ours {
			t.Fatalf("a code with a character put in at %d is taken for ours", i)
		}
		Unwrap(script)
	})
}
