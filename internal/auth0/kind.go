package auth0

import (
	"bytes"
	"encoding/json"
)

// A kind is what an answer is that cannot be read.
type kind int

const (
	undocumented kind = iota + 1 // JSON of another form
	empty
	webPage
	notJSON
)

func (k kind) String() string {
	return [...]string{undocumented: "JSON in an undocumented form", empty: "empty", webPage: "a web page", notJSON: "not JSON"}[k]
}

func kindOf(body []byte) kind {
	switch body = bytes.TrimSpace(body); {
	case len(body) == 0:
		return empty
	case body[0] == '<':
		return webPage
	case !json.Valid(body):
		return notJSON
	}
	return undocumented
}
