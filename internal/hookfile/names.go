package hookfile

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// What names are made of.
const (
	digits  = "0123456789"
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// maxName bounds a name, in characters. Auth0 documents no length; a longer one is a mistake.
const maxName = 256

// isSecretKey reports whether s can name a secret or a variable. Auth0 documents 128 characters for the secrets of
// Actions, and nothing for those of Hooks, in whose examples there are hyphens
// (https://auth0.com/docs/customize/actions/limitations).
func isSecretKey(s string) bool {
	return s != "" && len(s) <= 128 && strings.Trim(s, letters+digits+"_.-") == ""
}

// CheckName says what is wrong with a name; ok is set where nothing is. shown is the name as the message may show it. Of a
// hook file it is the rule of the Management API (https://auth0.com/docs/api/management/v2/hooks/post-hooks); a native
// Action may be called anything that fits on a line, and so may a hook whose format is not known yet.
func CheckName(name, shown string, f tenant.Format) (d diag.Diagnostic, ok bool) {
	switch {
	case utf8.RuneCountInString(name) > maxName:
		return fault(0, RuleHook, fmt.Sprintf("the name is longer than %d characters", maxName), ""), false
	case strings.TrimSpace(name) != name || name == "" || strings.ContainsFunc(name, unicode.IsControl):
		return fault(0, RuleHook, shown+" is not a name: it is empty, contains a line break, or has white space at an end", ""), false
	case f != tenant.FormatHook:
		return d, true
	case strings.Trim(name, letters+digits+"- ") != "" || strings.Trim(name, "- ") != name:
		return fault(0, RuleHook, shown+" is not a hook's name",
			"use letters a-z, digits, spaces and hyphens, with a letter or a digit at both ends"), false
	}
	return d, true
}

// ParseTrigger reads a trigger's identifier. shown is the identifier as the error may show it.
func ParseTrigger(id, shown string) (tenant.Trigger, error) {
	t, err := tenant.ParseTrigger(id)
	if err != nil && shown != strconv.Quote(id) {
		err = errors.New(shown + " is not a trigger")
	}
	return t, err
}

// ParsePosition reads the place of an Action in its trigger's list: first, last, before:NAME or after:NAME.
func ParsePosition(text string) (tenant.Position, error) {
	where, name, named := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	switch {
	case where == "first" && !named:
		return tenant.Position{Where: tenant.First}, nil
	case where == "last" && !named:
		return tenant.Position{Where: tenant.Last}, nil
	case where == "before" && name != "":
		return tenant.Position{Where: tenant.Before, Name: name}, nil
	case where == "after" && name != "":
		return tenant.Position{Where: tenant.After, Name: name}, nil
	}
	return tenant.Position{}, fmt.Errorf("%s is not one of first, last, before:NAME and after:NAME", Quote(text))
}

// packageName is an npm package's name, old ones with capitals included
// (https://docs.npmjs.com/cli/configuring-npm/package-json#name).
var packageName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*$`)
})
