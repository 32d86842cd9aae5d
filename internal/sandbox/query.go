package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A query reads the parameters of a request; err is the first thing wrong with them.
type query struct {
	values url.Values
	err    error
}

// readQuery refuses a parameter that is not one of known.
func readQuery(r *http.Request, known ...string) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &query{values: values}
	if err != nil {
		q.refuse("", "Query string cannot be parsed")
	}
	for _, name := range sortedKeys(values) {
		if !slices.Contains(known, name) {
			q.refuse("", "Additional properties not allowed: %s", name)
		}
	}
	return q
}

func (q *query) refuse(where, format string, args ...any) {
	if q.err == nil {
		q.err = errQuery(where, format, args...)
	}
}

// number is a whole number from 0 to max.
func (q *query) number(name string, absent, max int) int {
	if !q.values.Has(name) {
		return absent
	}
	n, err := strconv.Atoi(q.values.Get(name))
	switch {
	case err != nil:
		q.refuse(name, "Expected type integer but found type string")
	case n < 0:
		q.refuse(name, "Value %d is less than minimum 0", n)
	case n > max:
		q.refuse(name, "Value %d is greater than maximum %d", n, max)
	}
	return n
}

// flag is nil where the parameter is absent.
func (q *query) flag(name string) *bool {
	value := q.values.Get(name)
	if value != "true" && value != "false" {
		if q.values.Has(name) {
			q.refuse(name, "Expected type boolean but found type string")
		}
		return nil
	}
	on := value == "true"
	return &on
}

// choice is one of the values; empty where the parameter is absent.
func (q *query) choice(name string, values ...string) string {
	value := q.values.Get(name)
	if q.values.Has(name) && !slices.Contains(values, value) {
		q.refuse(name, "No enum match for: %s", value)
	}
	return value
}

// choices are some of the values, joined by commas; nil where the parameter is absent.
func (q *query) choices(name string, values ...string) []string {
	if !q.values.Has(name) {
		return nil
	}
	given := strings.Split(q.values.Get(name), ",")
	for _, one := range given {
		if !slices.Contains(values, one) {
			q.refuse(name, "String '%s' does not match pattern. Must be a comma separated list of the following values: %s",
				q.values.Get(name), strings.Join(values, ","))
		}
	}
	return given
}

// page cuts page number n, counted from 0, out of all.
func page[T any](all []T, n, size int) []T {
	from := min(n*size, len(all))
	return all[from:min(from+size, len(all))]
}

var idPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9-]*$`) })

// readID is the path's identifier.
func readID(r *http.Request, name string) (string, error) {
	id := r.PathValue(name)
	if !idPattern().MatchString(id) {
		return "", errPath(name, "String does not match pattern %s: %s", idPattern(), id)
	}
	return id, nil
}
