package shim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// A Seal is what the first line of an Action's code keeps beside the script: whose Action it is, and what the script
// cannot tell. It holds no secret.
type Seal struct {
	// Name is the Action's name, as the tenant stores it.
	Name string
	// Repository is the id of the repository that deploys it (GITHUB_REPOSITORY_ID); empty outside a workflow.
	Repository string
	// Path is the hooks-path that describes it; empty for a single hook.
	Path string
	// Dependencies are the packages given with it, beside those whose versions the script itself names. nil is the same
	// as empty.
	Dependencies map[string]string
	// Filled is set where variables put values into the script, so that it must not be shown.
	Filled bool
}

const (
	brand = "/* auth0-hook-action "
	// digestSize is how many hexadecimal digits of a SHA-256 the comment has.
	digestSize = 32
)

// notes are for people who open the Action in the Dashboard.
var notes = map[tenant.Format]string{
	tenant.FormatHook:   "The script of a hook follows, unchanged. The next deployment overwrites what is edited here.",
	tenant.FormatAction: "The file follows, unchanged. The next deployment overwrites what is edited here.",
}

// data is a Seal as the comment spells it.
type data struct {
	Format       string            `json:"format"`
	Shim         string            `json:"shim,omitempty"`
	Name         string            `json:"name"`
	Repository   string            `json:"repository"`
	Path         string            `json:"path"`
	Dependencies map[string]string `json:"dependencies"`
	Filled       bool              `json:"filled,omitempty"`
}

// sealed puts the comment in front of the rest of a code. Its digest covers the data and the rest.
func sealed(seal Seal, format tenant.Format, version, rest string) string {
	d := data{Format: format.String(), Shim: version, Name: seal.Name, Repository: seal.Repository, Path: seal.Path,
		Dependencies: seal.Dependencies, Filled: seal.Filled}
	if d.Dependencies == nil {
		d.Dependencies = map[string]string{}
	}
	// Only a string can hold "*/", and there "\/" means the same.
	text := strings.ReplaceAll(quote(d), "*/", `*\/`)
	covered := " " + text + " " + notes[format] + " */" + rest
	return brand + digest(covered) + covered
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:digestSize]
}

// sealedParts is a code taken apart.
type sealedParts struct {
	seal    Seal
	format  tenant.Format
	version string
	rest    string // what follows the digest
	intact  bool   // nothing was changed since, before or behind it
}

// split takes apart what sealed has put together. Text in front of the comment makes the code an edited one as long as
// the digest is right.
func split(code string) (sealedParts, bool) {
	before, text, ok := strings.Cut(code, brand)
	if !ok || len(text) < digestSize {
		return sealedParts{}, false
	}
	p := sealedParts{rest: text[digestSize:]}
	right := text[:digestSize] == digest(p.rest)
	if before != "" && !right {
		return sealedParts{}, false
	}
	p.intact = right && before == ""
	ok = p.read()
	return p, ok
}

// read decodes the data of the comment.
func (p *sealedParts) read() bool {
	var d data
	if err := json.NewDecoder(strings.NewReader(p.rest)).Decode(&d); err != nil {
		return false
	}
	for f := range notes {
		if f.String() == d.Format {
			p.format = f
		}
	}
	p.version = d.Shim
	p.seal = Seal{Name: d.Name, Repository: d.Repository, Path: d.Path, Dependencies: map[string]string{}, Filled: d.Filled}
	maps.Copy(p.seal.Dependencies, d.Dependencies)
	return p.format != 0
}

// quote writes a value as JSON, which is JavaScript too. It is for values that JSON can always hold.
func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("shim: marshal " + err.Error())
	}
	return string(text)
}
