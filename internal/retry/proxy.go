package retry

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// A ProxyError is a variable that asks for a proxy and cannot be obeyed. It quotes nothing of the value.
type ProxyError struct {
	// Name of the variable, as it is set.
	Name string
	// Err is what is wrong with its value.
	Err error
}

// Error names the variable and what is wrong with it.
func (e *ProxyError) Error() string {
	return "the environment variable " + e.Name + " " + e.Err.Error()
}

// Unwrap gives what is wrong.
func (e *ProxyError) Unwrap() error { return e.Err }

// Hint says how the variable must look.
func (e *ProxyError) Hint() string {
	return "Set it to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT. In the password each character other than a letter, " +
		"a digit, and - . _ ~ must be percent-encoded, such as # as %23, / as %2F and @ as %40"
}

var (
	errProxyAddress = errors.New("is not an address that can be read")
	errProxyScheme  = errors.New("names a proxy of a kind that is not supported: it must be http, https or socks5")
	errAllProxy     = errors.New("is not supported, and HTTPS_PROXY is not set: use that instead")
)

// CheckProxies gives a *ProxyError where the environment asks for a proxy in a way that net/http passes over: it would then
// connect directly. Call it before New (https://pkg.go.dev/net/http#ProxyFromEnvironment says which variables count; of a
// variable in capitals and in small letters the one in capitals does).
func CheckProxies(getenv func(string) string) error {
	asked := false
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY"} {
		if getenv(name) == "" {
			name = strings.ToLower(name)
		}
		value := getenv(name)
		if err := checkProxy(value); err != nil {
			return &ProxyError{Name: name, Err: err}
		}
		asked = asked || value != "" && strings.EqualFold(name, "HTTPS_PROXY")
	}
	if asked || getenv("NO_PROXY") == "*" || getenv("no_proxy") == "*" {
		return nil
	}
	for _, name := range []string{"ALL_PROXY", "all_proxy"} {
		if getenv(name) != "" {
			return &ProxyError{Name: name, Err: errAllProxy}
		}
	}
	return nil
}

// checkProxy reads an address as net/http does, and is stricter where a password with a special character cuts it short.
func checkProxy(value string) error {
	if value == "" {
		return nil
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	switch {
	case err != nil, u.Hostname() == "", strings.Contains(u.Path+u.RawQuery+u.Fragment, "@"):
		return errProxyAddress
	case !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme):
		return errProxyScheme
	}
	return nil
}
