// Package tenant is the domain: what a hook is, what a tenant may hold, and how to get from what there is to what is
// wanted. It knows neither HTTP nor the engine (Hooks or Actions) that runs a script.
package tenant

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"

	"auth0-hook-action/internal/secret"
)

// A Hook is one script at one trigger: as files want it, or as a tenant holds it.
type Hook struct {
	// ID is the tenant's identifier: of a hook that is wanted it is empty.
	ID string
	// Name as it was given, or as the tenant stores it. Two names mean the same hook where their Kebab is equal.
	Name string
	// Trigger is 0 on a tenant's hook whose trigger this program does not know.
	Trigger Trigger
	// Script is the JavaScript source, byte for byte.
	Script string
	// Enabled is nil where a wanted hook keeps what the tenant has.
	Enabled *bool
	// Dependencies maps npm packages to exact versions; nil where a wanted hook keeps what the tenant has.
	Dependencies map[string]string
	// Secrets are the values a script reads at context.webtask.secrets. nil: keep (wanted), not read (held). A tenant
	// tells no values: those of a held hook are zero.
	Secrets map[string]secret.Value

	// File and Line say where a wanted hook is described, relative to the workspace: for annotations.
	File string
	Line int
	// HideDiff is set where the script got values that must not be shown: only line counts are.
	HideDiff bool

	// Redo says why a held hook that looks like the wanted one still needs to be written (an older shim, an undeployed
	// draft, a failed build); empty where it does not.
	Redo string
	// Edited is set on a held hook that somebody changed behind the program's back, known without a Memory.
	Edited bool
	// Locked says why a held hook must not be touched, and what to do; empty where it may be.
	Locked string
}

// IsEnabled reports whether the hook is known to be enabled.
func (h Hook) IsEnabled() bool { return h.Enabled != nil && *h.Enabled }

// Key tells hooks apart as a tenant does, whatever the spelling of their names. A very old hook that a tenant holds without a
// name goes by its id, as an export calls it.
func (h Hook) Key() string {
	if h.Name == "" {
		return Kebab(h.ID)
	}
	return Kebab(h.Name)
}

// Called is how a sentence calls the hook: by its name in quotes.
func (h Hook) Called() string {
	if h.Name == "" {
		return "the nameless hook " + h.ID
	}
	return strconv.Quote(h.Name)
}

// ByKey gives hooks by their Key. Those that have neither name nor id are left out.
func ByKey(hooks []Hook) map[string][]Hook {
	all := make(map[string][]Hook, len(hooks))
	for _, h := range hooks {
		if key := h.Key(); key != "" {
			all[key] = append(all[key], h)
		}
	}
	return all
}

// Kebab is the form in which Auth0 stores a hook's name: words in lower case joined by hyphens, a word being a run of
// digits, of capitals or of a capital and small letters (recorded: "test-hook735" is stored as "test-hook-735").
// It is empty where the name holds no letter and no digit.
func Kebab(name string) string {
	var kebab strings.Builder
	r := []rune(name)
	for i := 0; i < len(r); {
		class := classOf(r[i])
		if class == 0 {
			i++
			continue
		}
		if kebab.Len() > 0 {
			kebab.WriteByte('-')
		}
		end := wordEnd(r, i, class)
		for ; i < end; i++ {
			kebab.WriteRune(unicode.ToLower(r[i]))
		}
	}
	return kebab.String()
}

// classOf is 'd' for a digit, 'u' for a capital, 'l' for another letter and 0 for what separates words.
func classOf(r rune) rune {
	switch {
	case unicode.IsDigit(r):
		return 'd'
	case unicode.IsUpper(r):
		return 'u'
	case unicode.IsLetter(r):
		return 'l'
	}
	return 0
}

// wordEnd is the end of the word that starts at i: "HTTPHook" is "HTTP" and "Hook", "Hook" is one word.
func wordEnd(r []rune, i int, class rune) int {
	j := i + 1
	for j < len(r) && classOf(r[j]) == class {
		j++
	}
	if class != 'u' || j == len(r) || classOf(r[j]) != 'l' {
		return j
	}
	if j-i > 1 {
		return j - 1 // the last capital opens the next word
	}
	for j < len(r) && classOf(r[j]) == 'l' {
		j++
	}
	return j
}

// A Memory is what this program deployed last: Fingerprints of scripts by Hook.Key. Without an entry nothing is known,
// and no drift is claimed.
type Memory map[string]string

// Fingerprint is a short, stable mark of a script: the first 16 hexadecimal digits of its SHA-256.
func Fingerprint(script string) string {
	sum := sha256.Sum256([]byte(script))
	return hex.EncodeToString(sum[:8])
}
