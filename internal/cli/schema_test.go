package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A schema is as much of JSON Schema as the API's description uses. A keyword that it does not know is an error, so that
// none is passed over.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       types              `json:"type"`
	Enum       []any              `json:"enum"`
	OneOf      []*schema          `json:"oneOf"`
	Required   []string           `json:"required"`
	Properties map[string]*schema `json:"properties"`
	Additional additional         `json:"additionalProperties"`
	Items      *schema            `json:"items"`
	Pattern    *pattern           `json:"pattern"`

	MinLength     *int     `json:"minLength"`
	MaxLength     *int     `json:"maxLength"`
	MinItems      *int     `json:"minItems"`
	MinProperties *int     `json:"minProperties"`
	MaxProperties *int     `json:"maxProperties"`
	Minimum       *float64 `json:"minimum"`
	Maximum       *float64 `json:"maximum"`

	// These say nothing that could be broken.
	Description, Default, Format any
	Lifecycle                    any `json:"x-release-lifecycle"`
}

// types are the types that a value may have: a name, or several.
type types []string

func (t *types) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("[")) {
		return json.Unmarshal(b, (*[]string)(t))
	}
	*t = types{""}
	return json.Unmarshal(b, &(*t)[0])
}

// additional says what properties there may be beyond the named ones: any, none, or those of a schema.
type additional struct {
	none bool
	of   *schema
}

func (a *additional) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true", "false":
		a.none = string(b) == "false"
		return nil
	}
	a.of = &schema{}
	return strictly(b, a.of)
}

type pattern struct{ *regexp.Regexp }

func (p *pattern) UnmarshalText(b []byte) (err error) {
	p.Regexp, err = regexp.Compile(string(b))
	return err
}

func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// check lists what is wrong with a value, each with its place: "secrets[].name: …". No value is quoted.
func (d *description) check(s *schema, where string, v any) []string {
	for s.Ref != "" {
		name := strings.TrimPrefix(s.Ref, "#/components/schemas/")
		if s = d.schemas[name]; s == nil {
			return []string{where + ": there is no schema " + name}
		}
	}
	if len(s.OneOf) > 0 {
		return d.checkOneOf(s, where, v)
	}
	var wrong []string
	complain := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, strings.TrimPrefix(where+": ", ": ")+fmt.Sprintf(format, args...))
		}
	}
	if len(s.Type) > 0 && !slices.ContainsFunc(s.Type, func(name string) bool { return hasType(v, name) }) {
		complain(true, "not of type %s", strings.Join(s.Type, " or "))
		return wrong
	}
	complain(s.Enum != nil && !slices.Contains(s.Enum, v), "none of the values listed")
	switch v := v.(type) {
	case string:
		n := utf8.RuneCountInString(v)
		complain(s.MinLength != nil && n < *s.MinLength, "too short")
		complain(s.MaxLength != nil && n > *s.MaxLength, "too long")
		complain(s.Pattern != nil && !s.Pattern.MatchString(v), "not of the pattern")
	case float64:
		complain(s.Minimum != nil && v < *s.Minimum, "too small")
		complain(s.Maximum != nil && v > *s.Maximum, "too big")
	case []any:
		complain(s.MinItems != nil && len(v) < *s.MinItems, "too few items")
		for _, item := range v {
			if s.Items != nil {
				wrong = append(wrong, d.check(s.Items, where+"[]", item)...)
			}
		}
	case map[string]any:
		complain(s.MinProperties != nil && len(v) < *s.MinProperties, "too few properties")
		complain(s.MaxProperties != nil && len(v) > *s.MaxProperties, "too many properties")
		wrong = append(wrong, d.checkProperties(s, where, v)...)
	}
	return wrong
}

func (d *description) checkProperties(s *schema, where string, v map[string]any) []string {
	var wrong []string
	at := func(name string) string { return strings.TrimPrefix(where+"."+name, ".") }
	for _, name := range s.Required {
		if _, there := v[name]; !there {
			wrong = append(wrong, at(name)+": missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		switch {
		case s.Properties[name] != nil:
			wrong = append(wrong, d.check(s.Properties[name], at(name), v[name])...)
		case s.Additional.of != nil:
			wrong = append(wrong, d.check(s.Additional.of, at("*"), v[name])...)
		case s.Additional.none:
			wrong = append(wrong, at(name)+": not described")
		}
	}
	return wrong
}

// checkOneOf wants exactly one of the alternatives to fit. Of several that do not, it tells what is wrong with that which
// comes nearest.
func (d *description) checkOneOf(s *schema, where string, v any) []string {
	var nearest []string
	fit := 0
	for i, one := range s.OneOf {
		wrong := d.check(one, where, v)
		if len(wrong) == 0 {
			fit++
		}
		if i == 0 || len(wrong) > 0 && !strings.Contains(wrong[0], "not of type") {
			nearest = wrong
		}
	}
	switch fit {
	case 0:
		return nearest
	case 1:
		return nil
	}
	return []string{where + ": several schemas fit"}
}

func hasType(v any, name string) bool {
	switch name {
	case "string":
		_, ok := v.(string)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "number":
		_, ok := v.(float64)
		return ok
	case "integer":
		n, ok := v.(float64)
		return ok && n == float64(int64(n))
	case "array":
		_, ok := v.([]any)
		return ok
	case "object":
		_, ok := v.(map[string]any)
		return ok
	case "null":
		return v == nil
	}
	return false
}
