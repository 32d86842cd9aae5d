package auth0

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"time"
)

// A checked answer knows itself whether it has the documented shape.
type checked interface{ isValid() bool }

// An answer is how the answers to one request are read, try by try. What answers may not be Auth0: a gateway, a proxy, a
// firewall or the login page of a network. Its word counts only where it has Auth0's shape.
type answer struct {
	request request
	out     any  // as in do
	read    bool // the last answer could be read into out
}

// hasShape reports whether an answer can be Auth0's, and reads it into out where it is a success. It is a retry.Shape.
func (a *answer) hasShape(res *http.Response, body []byte) bool {
	switch res.StatusCode / 100 {
	case 2:
		a.read = decode(body, a.out)
		return a.read
	case 3:
		return true // whether it is followed is for the client to judge
	}
	return isRefusal(a.request, body)
}

// judge is the error of the last answer; nil where it is a success and was read.
func (c *Client) judge(a *answer, res *http.Response, body []byte) error {
	if res.StatusCode/100 != 2 {
		return c.refusal(a.request, res.StatusCode, res.Header, body)
	}
	if !a.read {
		return c.foreign(a.request, res.StatusCode, res.Header, body)
	}
	return nil
}

// A wireError is a refusal: one of the Management API has statusCode, error, message and mostly errorCode; one of OAuth has
// error and error_description (https://auth0.com/docs/api/management/v2, RFC 6749, 5.2).
type wireError struct {
	StatusCode  text `json:"statusCode"`
	Name        text `json:"error"`
	Message     text `json:"message"`
	Code        text `json:"errorCode"`
	Description text `json:"error_description"`
}

// A text is a string or a number of an answer; what is neither is kept as JSON, so that a message that is a list is shown.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = string(b)
	}
	*t = text(s)
	return nil
}

// isRefusal reports whether an error's body has Auth0's shape.
func isRefusal(r request, body []byte) bool {
	var w wireError
	if json.Unmarshal(body, &w) != nil {
		return false
	}
	if r.open {
		return w.Name != ""
	}
	return w.StatusCode != "" && (w.Name != "" || w.Message != "")
}

// decode reads a success into out, and reports whether it could.
func decode(body []byte, out any) bool {
	body = bytes.TrimSpace(body)
	if out == nil {
		switch string(body) {
		case "", "{}", `""`, "null":
			return true
		}
		return false
	}
	reflect.ValueOf(out).Elem().SetZero() // of what an earlier try left
	if json.Unmarshal(body, out) != nil {
		return false
	}
	c, ok := out.(checked)
	return !ok || c.isValid()
}

// plainText is the text of a page without its tags, so that its first words say something.
func plainText(page string) string {
	if !strings.HasPrefix(strings.TrimSpace(page), "<") {
		return page
	}
	var b strings.Builder
	for tag := range strings.SplitSeq(page, "<") {
		if _, text, ok := strings.Cut(tag, ">"); ok {
			b.WriteString(text + " ")
		}
	}
	return b.String()
}

// refusal is the error of an answer that is no success.
func (c *Client) refusal(r request, status int, h http.Header, body []byte) error {
	if status/100 == 2 || !isRefusal(r, body) {
		return c.foreign(r, status, h, body)
	}
	var w wireError
	_ = json.Unmarshal(body, &w) // as isRefusal did
	e := &Error{Method: r.method, Path: r.path, Status: status}
	if r.open {
		e.Code, e.Message = c.clean(string(w.Name), maxCode), c.clean(string(w.Description), maxMessage)
		if status == http.StatusUnauthorized {
			e.Skew = skew(h)
		}
		return e
	}
	e.Code, e.Message = c.clean(string(w.Code), maxCode), c.clean(string(w.Message), maxMessage)
	return e
}

// foreign is the error of an answer that is not Auth0's. A success in JSON is not quoted: it may hold a token, or a script
// that is not public.
func (c *Client) foreign(r request, status int, h http.Header, body []byte) error {
	e := &NotAuth0Error{Method: r.method, Path: r.path, Status: status, kind: kindOf(body),
		ContentType: c.clean(h.Get("Content-Type"), maxType)}
	if status/100 != 2 || e.kind == webPage {
		e.Excerpt = c.clean(plainText(c.redact(string(body)).String()), maxExcerpt)
	}
	return e
}

// skew is by how much this machine's clock is ahead of the server's, where that is more than maxSkew.
func skew(h http.Header) time.Duration {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	if ahead := time.Since(date); ahead > maxSkew || ahead < -maxSkew {
		return ahead
	}
	return 0
}
