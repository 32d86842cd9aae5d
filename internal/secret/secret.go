// Package secret keeps values that must not be seen: a Value prints as *** whatever is done with it, and a Redactor
// removes such values from text that others wrote.
package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// mask is what stands where a secret was.
const mask = "***"

// A Value is a secret from the moment it is read. It prints as *** in every verb, in logs, in JSON and in YAML.
// Its zero value is an absent secret. The text sits behind a pointer, since fmt calls no method on an unexported field.
type Value struct{ v *string }

// New makes a Value of s. The empty string gives the zero Value.
func New(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{v: &s}
}

// Reveal gives the text itself. Call it where a request body is built, where masks are sent, and nowhere else.
func (v Value) Reveal() string {
	if v.v == nil {
		return ""
	}
	return *v.v
}

// IsZero reports whether there is no secret in v.
func (v Value) IsZero() bool { return v.v == nil }

// Format prints *** for every verb and flag.
func (Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, mask) }

// String is ***.
func (Value) String() string { return mask }

// MarshalText is *** in JSON, YAML and every other encoding that asks for text.
func (Value) MarshalText() ([]byte, error) { return []byte(mask), nil }

// LogValue is *** in structured logs.
func (Value) LogValue() slog.Value { return slog.StringValue(mask) }
