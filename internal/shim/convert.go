package shim

import (
	"cmp"
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/script"
	"auth0-hook-action/internal/tenant"
)

// A Conversion is the native Action that a hook file became.
type Conversion struct {
	// Code is the text of the file, its first line the mark that Converted reads.
	Code string
	// Idiomatic is set where each construct of the hook has an equivalent. Else the code holds the hook's function as it
	// stands, inside an adapter.
	Idiomatic bool
	// Obstacle is the construct that made an adapter necessary, as a Notice at its place in the hook; zero for an idiomatic
	// conversion.
	Obstacle diag.Diagnostic
	// Dependencies are the packages whose versions stood in the hook's requires, and no longer do.
	Dependencies map[string]string
}

// Convert writes a hook file for the trigger t as a native Action with the same effect. file is its name, for the first
// line. Where an Action cannot keep what the hook does there is no Conversion, and the diagnostics, all of them errors,
// say why: those of Check, and uses of what only the shim gives a hook. The result is the same for the same arguments.
//
// restore puts the markers of variables back into the code, nil where the script has none. Their values, which are not known, may
// decide what the code does: such a hook becomes an adapter, which has it as it stands.
func Convert(s *script.Script, t tenant.Trigger, file string, restore func(code string) string) (Conversion, []diag.Diagnostic) {
	found := checkConversion(s, t)
	if restore != nil {
		found = script.WithoutMarkers(found)
	}
	if len(found) > 0 {
		return Conversion{}, found
	}
	if plain := plainText(s.Text()); plain != s.Text() {
		if again, _ := script.Parse(plain); again != nil {
			c, found := Convert(again, t, file, restore)
			c.Code = strings.ReplaceAll(c.Code, "\n", lineEndOf(s.Text()))
			return c, found
		}
	}
	var c Conversion
	c.Dependencies, _ = resolve(s, nil) // Check finds two versions of one
	code, obstacle := idiomatic(s, t)
	if restore != nil {
		obstacle = atMarker(s.Text())
	}
	if obstacle != nil {
		c.Obstacle = obstacle.diagnostic(s)
		code = adapter(s, t)
	}
	if restore != nil {
		code = restore(code)
	}
	c.Idiomatic = obstacle == nil
	c.Code = marked(code, file)
	return c, nil
}

// atMarker is the obstacle that the first marker of a script is.
func atMarker(text string) *obstacle {
	return &obstacle{kind: "marker", offset: max(0, script.MarkerIn(text))}
}

// plainText is a text without a byte order mark, its lines ended by line feeds alone. A carriage return ends a line of JavaScript
// too, and is a line feed to a template.
func plainText(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
}

func lineEndOf(text string) string {
	if strings.Contains(text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

const (
	markBrand = "// Converted from "
	markTool  = " by auth0-hook-action (mode: convert), digest "
)

// marked puts the first line in front of the code of a conversion: which file it came from, and a digest of the rest.
func marked(code, file string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, file)
	return markBrand + name + markTool + digest(plainText(code)) + "\n" + code
}

// Converted reports whether code is the output of Convert, and whether it was edited since. Line ends do not count: Git may
// have changed them.
func Converted(code string) (own, edited bool) {
	first, rest, _ := strings.Cut(code, "\n")
	i := strings.LastIndex(first, markTool)
	if !strings.HasPrefix(first, markBrand) || i < 0 {
		return false, false
	}
	return true, strings.TrimSuffix(first[i+len(markTool):], "\r") != digest(plainText(rest))
}

// checkConversion finds what keeps a hook from being a native Action at all.
func checkConversion(s *script.Script, t tenant.Trigger) []diag.Diagnostic {
	if t.FormatOf(s.Format()) != tenant.FormatHook {
		return []diag.Diagnostic{s.Diagnostic("convert", diag.Error, diag.Place{Line: 1, Column: 1},
			say("only hook files are converted"), say("leave this file as it is"))}
	}
	found := slices.DeleteFunc(Check(s, t, nil), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	for _, r := range s.Requires() {
		if r.Local {
			found = append(found, s.Diagnostic("package", diag.Error, diag.Place{Line: r.Line, Column: r.Column},
				say("%q is a file, and an Action has none beside it", ofScript(r.Literal)),
				say("bundle it into the script, or publish it as a package")))
		}
	}
	found = append(found, shimOnly(s)...)
	slices.SortStableFunc(found, func(a, b diag.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return found
}

// shimOnly finds uses of what the shim gives a hook file and a native Action does not have: properties of its module, and
// of context.webtask all but the secrets.
func shimOnly(s *script.Script) []diag.Diagnostic {
	t := s.Tree()
	if t == nil {
		return nil
	}
	v := viewOf(s)
	var found []diag.Diagnostic
	report := func(i int, what diag.Words) {
		line, column := t.Position(v.start(i))
		found = append(found, s.Diagnostic("convert", diag.Error, diag.Place{Line: line, Column: column},
			say("%s exists on Hooks and in the shim, and a native Action has no equivalent", what),
			say("remove it, or deploy the hook file as it is")))
	}
	for i := range t.Len() {
		left, name := v.member(i)
		if left < 0 || name == "" {
			continue
		}
		switch {
		case v.isGlobal(left, "module") && name != "exports", v.isGlobal(left, "require") && name == "main":
			report(i, script.PathWords(v.name(left)+"."+name))
		case name == "webtask" && v.isArgument(i):
			report(i, say("context.webtask as a whole"))
		case name == "data" || name == "body":
			if _, inner := v.member(left); inner == "webtask" {
				report(i, say("context.webtask.%s", name))
			}
		}
	}
	return found
}
