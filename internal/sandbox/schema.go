package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// A rule checks one value of a request body. where is the value's property, empty for the body itself; what is wrong is
// reported in the words of the real API's validator.
type rule func(where string, v any) error

// decode reads a request's JSON body, which the rule must accept, into a T.
func decode[T any](r *http.Request, check rule) (T, error) {
	var into T
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return into, refuse(http.StatusUnsupportedMediaType, "", "Unsupported Media Type")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return into, err
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil || !utf8.Valid(body) {
		return into, refuse(http.StatusBadRequest, "invalid_body", "Invalid request payload JSON format")
	}
	if err := check("", v); err != nil {
		return into, err
	}
	if err := json.Unmarshal(body, &into); err != nil {
		return into, errBody("", "%v", err)
	}
	return into, nil
}

// fields are the properties that an object may have.
type fields map[string]rule

// object is a JSON object with these properties and no other. min is how many it has at least.
func object(props fields, min int, required ...string) rule {
	return func(where string, v any) error {
		o, ok := v.(map[string]any)
		if !ok {
			return wrongType(where, "object", v)
		}
		for _, name := range required {
			if _, ok := o[name]; !ok {
				return errBody(where, "Missing required property: %s", name)
			}
		}
		for _, name := range sortedKeys(o) {
			check, ok := props[name]
			if !ok {
				return errBody(where, "Additional properties not allowed: %s", name)
			}
			if err := check(join(where, name), o[name]); err != nil {
				return err
			}
		}
		if len(o) < min {
			return errBody(where, "Too few properties defined (%d), minimum %d", len(o), min)
		}
		return nil
	}
}

// open is a JSON object that may have other properties beside these.
func open(props fields) rule {
	return func(where string, v any) error {
		o, ok := v.(map[string]any)
		if !ok {
			return wrongType(where, "object", v)
		}
		for _, name := range sortedKeys(o) {
			if check, ok := props[name]; ok {
				if err := check(join(where, name), o[name]); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// texts is a JSON object whose properties are all strings; max 0 is any number of them.
func texts(min, max int) rule {
	return func(where string, v any) error {
		o, ok := v.(map[string]any)
		switch {
		case !ok:
			return wrongType(where, "object", v)
		case len(o) < min:
			return errBody(where, "Too few properties defined (%d), minimum %d", len(o), min)
		case max > 0 && len(o) > max:
			return errBody(where, "Too many properties defined (%d), maximum %d", len(o), max)
		}
		for _, name := range sortedKeys(o) {
			if err := text(0, 0)(join(where, name), o[name]); err != nil {
				return err
			}
		}
		return nil
	}
}

// list is a JSON array; max 0 is any number of items.
func list(item rule, min, max int) rule {
	return func(where string, v any) error {
		a, ok := v.([]any)
		switch {
		case !ok:
			return wrongType(where, "array", v)
		case len(a) < min:
			return errBody(where, "Array is too short (%d), minimum %d", len(a), min)
		case max > 0 && len(a) > max:
			return errBody(where, "Array is too long (%d), maximum %d", len(a), max)
		}
		for i, v := range a {
			if err := item(where+"["+strconv.Itoa(i)+"]", v); err != nil {
				return err
			}
		}
		return nil
	}
}

// text is a string of so many characters; max 0 is any number.
func text(min, max int) rule {
	return func(where string, v any) error {
		s, ok := v.(string)
		switch n := utf8.RuneCountInString(s); {
		case !ok:
			return wrongType(where, "string", v)
		case n < min:
			return errBody(where, "String is too short (%d chars), minimum %d", n, min)
		case max > 0 && n > max:
			return errBody(where, "String is too long (%d chars), maximum %d", n, max)
		}
		return nil
	}
}

// pattern is a string that the regular expression accepts.
func pattern(re *regexp.Regexp) rule {
	return func(where string, v any) error {
		s, ok := v.(string)
		if !ok {
			return wrongType(where, "string", v)
		}
		if !re.MatchString(s) {
			return errBody(where, "String does not match pattern %s: %s", re, s)
		}
		return nil
	}
}

// oneOf is one of the strings.
func oneOf(values ...string) rule {
	return func(where string, v any) error {
		s, ok := v.(string)
		if !ok {
			return wrongType(where, "string", v)
		}
		if !slices.Contains(values, s) {
			return errBody(where, "No enum match for: %s", s)
		}
		return nil
	}
}

// flag is true or false.
func flag(where string, v any) error {
	if _, ok := v.(bool); !ok {
		return wrongType(where, "boolean", v)
	}
	return nil
}

// noSchema tells any failure of check as the real API tells that of an alternative.
func noSchema(check rule) rule {
	return func(where string, v any) error {
		var refused *apiError
		if err := check(where, v); errors.As(err, &refused) {
			return errBody(where, "Data does not match any schemas from 'oneOf'")
		}
		return nil
	}
}

func wrongType(where, want string, v any) error {
	got := "null"
	switch v.(type) {
	case map[string]any:
		got = "object"
	case []any:
		got = "array"
	case string:
		got = "string"
	case float64:
		got = "number"
	case bool:
		got = "boolean"
	}
	return errBody(where, "Expected type %s but found type %s", want, got)
}

func join(where, name string) string {
	if where == "" {
		return name
	}
	return where + "." + name
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
