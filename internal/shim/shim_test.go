package shim

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

const (
	plain  = "module.exports = function (client, scope, audience, context, cb) {\n  cb(null, { scope });\n};\n"
	native = "exports.onExecutePostLogin = async (event, api) => {\n  api.accessToken.setCustomClaim('urn:x', 1);\n};\n"
)

// parsed is a script without a syntax error.
func parsed(t *testing.T, text string) *script.Script {
	t.Helper()
	s, found := script.Parse(text)
	if s == nil {
		t.Fatalf("script.Parse(%q): %v", text, found)
	}
	return s
}

// formats are a script of each format and the trigger it is for.
var formats = map[tenant.Format]struct {
	on   tenant.Trigger
	text string
}{
	tenant.FormatHook:   {tenant.CredentialsExchange, plain},
	tenant.FormatAction: {tenant.PostLogin, native},
}

func TestUnwrapGivesBackWhatWasWrapped(t *testing.T) {
	t.Parallel()
	inner := assemble(plain, tenant.FormatHook, tenant.CredentialsExchange, Seal{Name: "inner"})
	tests := map[string]struct {
		script string
		seal   Seal
	}{
		"plain":              {script: plain},
		"empty":              {script: ""},
		"no final line feed": {script: "module.exports = f; // end"},
		"carriage returns":   {script: "a;\r\nb;\r\n"},
		"byte order mark":    {script: "\ufeff" + plain},
		"not ASCII":          {script: "var π = '☃\u2028\ufeff';"},
		"all of the seal": {plain, Seal{Name: "audit", Repository: "4711", Path: "auth0/hooks",
			Dependencies: map[string]string{"lodash": "4.17.21", "@scope/x": "1.0.0"}, Filled: true}},
		"a dependency's */":       {plain, Seal{Dependencies: map[string]string{"a*/b": "*/ evil(); /*", "c\n": "\u2028"}}},
		"a name's */":             {plain, Seal{Name: "*/ evil();\n/*", Path: "\u2029*/"}},
		"seam inside":             {script: "`" + seam + "`;\n" + plain},
		"seam at the end":         {script: plain + seam},
		"half a seam at the end":  {script: plain + seam[:5]},
		"nothing but the seam":    {script: seam},
		"end inside":              {script: plain + seam + end},
		"first line inside":       {script: brand + strings.Repeat("0", digestSize) + ` {"format":"hook"} */` + "\n" + plain},
		"an Action of its own":    {script: inner},
		"closes and opens again":  {script: "};evil();exports.script=()=>function(){"},
		"opens a comment":         {script: plain + "/*"},
		"opens a template":        {script: plain + "`"},
		"line feeds at both ends": {script: "\n\n" + plain + "\n\n"},
	}
	for name, tt := range tests {
		for format, of := range formats {
			t.Run(format.String()+" "+name, func(t *testing.T) {
				t.Parallel()
				code := assemble(tt.script, format, of.on, tt.seal)
				want := Origin{State: Managed, Format: format, Script: tt.script, Seal: tt.seal}
				want.Seal.Dependencies = map[string]string{}
				maps.Copy(want.Seal.Dependencies, tt.seal.Dependencies)
				if format == tenant.FormatHook {
					want.Version = Version()
				}
				got := Unwrap(tt.seal.Name, code)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("Unwrap (-want +got)\n%s", diff)
				}
				if got.Outdated() {
					t.Error("the code of this version is outdated")
				}
				if copied := Unwrap(tt.seal.Name+" copy", code); copied.State != Unmanaged {
					t.Errorf("a copy under another name: %+v", copied)
				}
			})
		}
	}
}

func TestUnwrapKnowsWhatWasEdited(t *testing.T) {
	t.Parallel()
	seal := Seal{Name: "audit", Repository: "4711", Dependencies: map[string]string{"lodash": "4.17.21"}}
	code := assemble(plain, tenant.FormatHook, tenant.CredentialsExchange, seal)
	action := assemble(native, tenant.FormatAction, tenant.PostLogin, seal)
	first, rest, _ := strings.Cut(code, "\n")
	withCarriageReturns := strings.ReplaceAll(plain, "\n", "\r\n") + "\r"
	tests := map[string]struct {
		code       string
		want       State
		wantScript string
	}{
		"as it was":                {code, Managed, plain},
		"script edited":            {strings.Replace(code, "{ scope }", "{}", 1), Edited, strings.Replace(plain, "{ scope }", "{}", 1)},
		"script emptied":           {first + "\n" + code[strings.LastIndex(code, seam):], Edited, ""},
		"shim edited":              {strings.Replace(code, "server_error", "invalid_scope", 1), Edited, plain},
		"shim removed":             {first + "\n" + plain, Edited, plain},
		"code appended":            {code + "\nconsole.log(1);", Edited, plain},
		"line feed appended":       {code + "\n", Edited, plain},
		"carriage returns added":   {strings.ReplaceAll(code, "\n", "\r\n"), Edited, withCarriageReturns},
		"dependency edited":        {strings.Replace(code, "4.17.21", "4.17.20", 1), Edited, plain},
		"repository edited":        {strings.Replace(code, "4711", "4712", 1), Edited, plain},
		"name edited":              {strings.Replace(code, `"audit"`, `"other"`, 1), Unmanaged, ""},
		"format edited":            {strings.Replace(code, `"hook"`, `"thing"`, 1), Unmanaged, ""},
		"first line only":          {first, Edited, ""},
		"first line removed":       {rest, Unmanaged, ""},
		"line put before":          {"// mine\n" + code, Edited, plain},
		"mark put before":          {"\ufeff" + code, Edited, plain},
		"quoted by another":        {"// mine\n" + strings.Replace(code, "{ scope }", "{}", 1), Unmanaged, ""},
		"no data":                  {brand + strings.Repeat("0", digestSize) + " */", Unmanaged, ""},
		"no format":                {brand + strings.Repeat("0", digestSize) + ` {"name":"audit"} */`, Unmanaged, ""},
		"cut short":                {brand + "00", Unmanaged, ""},
		"written by hand":          {native, Unmanaged, ""},
		"empty":                    {"", Unmanaged, ""},
		"native, as it was":        {action, Managed, native},
		"native, edited":           {strings.Replace(action, "urn:x", "urn:y", 1), Edited, strings.Replace(native, "urn:x", "urn:y", 1)},
		"native, appended":         {action + "\n", Edited, native + "\n"},
		"native, line put before":  {"// mine\n" + action, Edited, native},
		"native, the comment gone": {native, Unmanaged, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Unwrap("audit", tt.code)
			if got.State != tt.want || got.Script != tt.wantScript {
				t.Errorf("Unwrap: state %d, script %q; want state %d, script %q", got.State, got.Script, tt.want, tt.wantScript)
			}
			if known := got.State != Unmanaged; known != (got.Format != 0) || known != (got.Seal.Dependencies != nil) {
				t.Errorf("Unwrap: format %s, dependencies %v, state %d", got.Format, got.Seal.Dependencies, got.State)
			}
		})
	}
}

// Code of another version of the shim reads back as well, and shows that it is another.
func TestUnwrapReadsOtherShims(t *testing.T) {
	t.Parallel()
	covered := ` {"format":"hook","shim":"older","name":"a","dependencies":{"a":"1.0.0"},"more":[1]} other words */other=opener(` +
		"\n" + plain + seam + "old" + end
	want := Origin{State: Managed, Format: tenant.FormatHook, Script: plain, Version: "older",
		Seal: Seal{Name: "a", Dependencies: map[string]string{"a": "1.0.0"}}}
	got := Unwrap("a", brand+digest(covered)+covered)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Unwrap (-want +got)\n%s", diff)
	}
	if !got.Outdated() {
		t.Error("the code of an older shim is not outdated")
	}
}

// A script that Parse accepts stays inside the function that Wrap puts it into: what could leave it is a syntax error.
func TestNoScriptLeavesItsFunction(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"closes the function":       "};evil();exports.script=()=>function(){",
		"closes on a later line":    "var x;\n}; evil(); {",
		"comment left open":         plain + "/*",
		"template left open":        plain + "`",
		"syntax error":              "var x = ;\n",
		"ES module":                 "\nexport default function () {}",
		"waits at the top":          "await fetch('x');",
		"#! line":                   "#!/usr/bin/env node\n" + plain,
		"#! line behind a mark":     "\ufeff#!/usr/bin/env node\n" + plain,
		"name of a parameter":       "\n\nlet require = 1;\n" + plain,
		"not UTF-8":                 "var x = '\xff';\n" + plain,
		"seam, and then an opening": plain + seam + "})(module);exports.x=function(){",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s, found := script.Parse(text); s != nil || len(found) == 0 {
				t.Errorf("script.Parse accepts %q", text)
			}
		})
	}
}

// A place in the script is one line further in the Action, and what the shim adds stays small.
func TestWrapAddsLittle(t *testing.T) {
	t.Parallel()
	for _, on := range tenant.HookTriggers() {
		t.Run(on.String(), func(t *testing.T) {
			t.Parallel()
			text := "// first\n" + plain
			code := Wrap(parsed(t, text), on, Seal{})
			lines := strings.Split(code, "\n")
			if diff := cmp.Diff(strings.Split(text, "\n"), lines[1:len(lines)-1]); diff != "" {
				t.Errorf("line N of the script is not line N+1 of the Action (-script +action)\n%s", diff)
			}
			added := len(code) - len(text)
			t.Logf("the shim adds %d bytes", added)
			if added > maxShim {
				t.Errorf("the shim adds %d bytes, want at most %d", added, maxShim)
			}
			if Wrap(parsed(t, text), on, Seal{}) != code {
				t.Error("Wrap gives another code the second time")
			}
		})
	}
}

// maxShim is how many bytes the shim may add: Differences says so to users.
const maxShim = 4000

func TestWrapKeepsANativeActionAsItIs(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"plain": native, "byte order mark": "\ufeff" + native, "carriage returns": strings.ReplaceAll(native, "\n", "\r\n"),
		"strict": "'use strict';\n" + native, "no line feed at the end": strings.TrimSpace(native),
		"cannot be followed": "Object.assign(exports, { onExecutePostLogin: async () => {} });",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code := Wrap(parsed(t, text), tenant.PostLogin, Seal{Name: "a"})
			first, rest, _ := strings.Cut(code, "\n")
			if rest != text || !strings.HasPrefix(first, "/*") || strings.Index(first, "*/") != len(first)-2 {
				t.Errorf("want one comment and the file, got\n%s", code)
			}
		})
	}
}

// The seam ends the script only as long as no shim has it.
func TestTheShimIsOneLine(t *testing.T) {
	t.Parallel()
	for _, on := range tenant.HookTriggers() {
		if text := shims[on](); text == "" || strings.ContainsAny(text, "\n\r\u2028\u2029") || strings.Contains(opener(on), "\n") {
			t.Errorf("%s: the shim is not one line", on)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	f.Add(plain, "lodash", "4.17.21", uint16(300), true)
	f.Add(seam+end, "*/", "\n", uint16(0), true)
	f.Add("};evil(); exports.script=()=>function(){", `"`, `\`, uint16(40), false)
	f.Add(assemble(plain+seam, tenant.FormatHook, tenant.SendPhoneMessage, Seal{}), "", "", uint16(9999), true)
	f.Fuzz(func(t *testing.T, text, name, version string, at uint16, hook bool) {
		format := tenant.FormatAction
		if hook {
			format = tenant.FormatHook
		}
		name, version = strings.ToValidUTF8(name, ""), strings.ToValidUTF8(version, "")
		code := assemble(text, format, tenant.SendPhoneMessage, Seal{Name: name, Dependencies: map[string]string{name: version}})
		got := Unwrap(name, code)
		if got.State != Managed || got.Script != text || got.Format != format || got.Seal.Dependencies[name] != version {
			t.Fatalf("Unwrap(assemble(%q)): %+v", text, got)
		}
		// Whatever is changed, the code is not taken for one that nobody has edited.
		i := int(at) % len(code)
		if changed := Unwrap(name, code[:i]+"~"+code[i:]); changed.State == Managed {
			t.Fatalf("code with a character put in at %d counts as managed", i)
		}
		Unwrap(name, text)
	})
}
