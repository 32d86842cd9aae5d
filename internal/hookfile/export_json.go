package hookfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// given are the packages that the hook was given, beside those that its script names.
func given(o tenant.Observed) map[string]string {
	if o.Given != nil {
		return o.Given
	}
	return o.Dependencies
}

// describes reports whether a description gives what the tenant has. A field left out keeps that, and so does one whose
// marker has no value here.
func (x *exporter) describes(h Hook, o tenant.Observed) bool {
	return h.raw != nil && x.enabledGiven(h, o) && x.dependenciesGiven(h, o) && x.secretsGiven(h, o)
}

func (x *exporter) enabledGiven(h Hook, o tenant.Observed) bool {
	return h.Enabled == nil || o.Enabled == nil || *h.Enabled == *o.Enabled
}

func (x *exporter) dependenciesGiven(h Hook, o tenant.Observed) bool {
	return h.Dependencies == nil || given(o) == nil || len(x.missing(h, FieldDependencies)) > 0 ||
		maps.Equal(h.Dependencies, given(o))
}

func (x *exporter) secretsGiven(h Hook, o tenant.Observed) bool {
	return h.Secrets == nil || o.Secrets == nil ||
		slices.Equal(slices.Sorted(maps.Keys(h.Secrets)), slices.Sorted(slices.Values(o.Secrets)))
}

// rewritten is a description with what the tenant has, and as it was in all else: its name, its markers, and the keys
// that the tenant does not have.
func (x *exporter) rewritten(h Hook, o tenant.Observed, scriptFile string) string {
	script := "./" + x.fromFile(h.File, scriptFile)
	if h.raw == nil {
		x.own(o.Name, append([]string{o.Name}, x.dependencyTexts(o)...)...)
		return x.description(o, script)
	}
	n := &node{kind: mapKind}
	for _, e := range h.raw.entries {
		switch {
		case e.key == FieldEnabled && !x.enabledGiven(h, o):
			e.value = &node{kind: boolKind, value: strconv.FormatBool(*o.Enabled)}
		case e.key == FieldScript && scriptFile != h.ScriptFile:
			e.value = textNode(script)
		case e.key == FieldDependencies && !x.dependenciesGiven(h, o):
			e.value = textMap(given(o))
			x.own(o.Name, x.dependencyTexts(o)...)
		case e.key == FieldSecrets && !x.secretsGiven(h, o):
			e.value = x.mergedSecrets(e.value, o)
		default:
			x.use(keysIn(e.value.texts(nil)...)...)
		}
		n.entries = append(n.entries, e)
	}
	return indented(n)
}

// mergedSecrets keeps the values of the secrets that are still there, and adds markers for those that are new.
func (x *exporter) mergedSecrets(was *node, o tenant.Observed) *node {
	n := &node{kind: mapKind}
	for _, e := range was.entries {
		if slices.Contains(o.Secrets, e.key) {
			x.use(keysIn(e.value.texts(nil)...)...)
			n.entries = append(n.entries, e)
		}
	}
	for _, key := range slices.Sorted(slices.Values(o.Secrets)) {
		if _, found := was.entry(key); !found {
			n.entries = append(n.entries, entry{key: key, value: textNode(hashed(x.newMarker(o.Name, key)))})
		}
	}
	return n
}

// description is a new description. A field that was not read is left out.
func (x *exporter) description(o tenant.Observed, script string) string {
	n := &node{kind: mapKind}
	add := func(key string, value *node) { n.entries = append(n.entries, entry{key: key, value: value}) }
	add(FieldName, textNode(o.Name))
	add(FieldTrigger, textNode(o.Trigger.String()))
	if o.Enabled != nil {
		add(FieldEnabled, &node{kind: boolKind, value: strconv.FormatBool(*o.Enabled)})
	}
	add(FieldScript, textNode(script))
	if deps := given(o); deps != nil {
		add(FieldDependencies, textMap(deps))
	}
	if o.Secrets != nil {
		secrets := map[string]string{}
		for _, key := range slices.Sorted(slices.Values(o.Secrets)) {
			secrets[key] = hashed(x.newMarker(o.Name, key))
		}
		add(FieldSecrets, textMap(secrets))
	}
	return indented(n)
}

// newMarker is the key of the marker that stands for a secret from now on.
func (x *exporter) newMarker(hook, key string) string {
	m := secretMarker(hook, key)
	whose := fmt.Sprintf("the secret %s of the hook %s", Quote(key), Quote(hook))
	if other, taken := x.secrets[m]; taken {
		x.clash(fmt.Sprintf("%s and %s would share the marker %s", other, whose, hashed(m)),
			"rename one of the secrets or hooks")
	}
	x.secrets[m] = whose
	return m
}

func (x *exporter) dependencyTexts(o tenant.Observed) []string {
	var texts []string
	for _, pkg := range slices.Sorted(maps.Keys(given(o))) {
		texts = append(texts, pkg, given(o)[pkg])
	}
	return texts
}

// undeployable says what keeps a hook's files from being deployed as they are.
func (x *exporter) undeployable(o tenant.Observed) {
	name := "the hook " + Quote(o.Name)
	const later = "correct its file before you deploy it"
	if d, ok := CheckName(o.Name, Quote(o.Name), o.Format); !ok {
		x.say(diag.Warning, name+": "+d.Message, "rename it before you deploy its file: "+d.Hint)
	}
	if strings.TrimSpace(*o.Script) == "" {
		x.say(diag.Warning, name+" has no script", later)
	}
	for _, pkg := range slices.Sorted(maps.Keys(given(o))) {
		e := entry{key: pkg, value: textNode(given(o)[pkg])}
		if d, ok := checkDependency(e, func(_ int, s string) string { return Quote(s) }); !ok {
			x.say(diag.Warning, name+": "+d.Message, later)
		}
	}
	if !o.IsEnabled() || o.Format == tenant.FormatAction && !o.Trigger.TakesOneAction() {
		return
	}
	if other, taken := x.enabled[o.Trigger]; taken {
		x.say(diag.Warning, fmt.Sprintf("the hooks %s and %s are both enabled at %s, which runs one of them",
			Quote(other), Quote(o.Name), o.Trigger),
			"set enabled to false in one of their files")
		return
	}
	x.enabled[o.Trigger] = o.Name
}

// fromFile is a path as a description writes it: relative to itself.
func (x *exporter) fromFile(description, file string) string {
	rel, err := filepath.Rel(path.Dir(description), file)
	if err != nil {
		return path.Base(file)
	}
	return filepath.ToSlash(rel)
}

func textNode(text string) *node { return &node{kind: textKind, value: text} }

func textMap(m map[string]string) *node {
	n := &node{kind: mapKind}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		n.entries = append(n.entries, entry{key: key, value: textNode(m[key])})
	}
	return n
}

// indented is a node as a JSON file.
func indented(n *node) string {
	var b bytes.Buffer
	_ = json.Indent(&b, []byte(n.json()), "", "  ") // what json writes is JSON
	return b.String() + "\n"
}

// gives reports whether a text with markers gives what a tenant has. A marker without a value stands for anything.
func (f filling) gives(text, have string) bool {
	var pieces []string
	done := 0
	for _, u := range f.uses {
		if u.missing {
			pieces = append(pieces, text[done:u.at])
			done = u.end
		}
	}
	if pieces = append(pieces, text[done:]); len(pieces) == 1 {
		return text == have
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if len(have) < len(first)+len(last) || !strings.HasPrefix(have, first) || !strings.HasSuffix(have, last) {
		return false
	}
	have = have[len(first) : len(have)-len(last)]
	for _, piece := range pieces[1 : len(pieces)-1] {
		_, after, found := strings.Cut(have, piece)
		if !found {
			return false
		}
		have = after
	}
	return true
}

// fileName is a name without what has a meaning in a path, short enough for every file system. A hook's name that the
// API accepts stays as it is, as with the Deploy CLI.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if !strings.ContainsRune(letters+digits+" ._-", r) {
			return '-'
		}
		return r
	}, name)
	if trimmed := strings.TrimLeft(name, ". "); trimmed != name {
		name = "-" + trimmed
	}
	if len(name) > 200 {
		name = name[:200]
	}
	return cmp.Or(strings.TrimRight(name, " -"), "-")
}

var notInMarker = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Z0-9]+`) })

// secretMarker is the key of the marker that stands for a secret.
func secretMarker(hook, key string) string {
	return notInMarker().ReplaceAllString(strings.ToUpper(hook+"_"+key), "_")
}
