package config_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestDomain(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"tenant.eu.auth0.com": "https://tenant.eu.auth0.com", "HTTPS://Tenant.EU.auth0.com/": "https://tenant.eu.auth0.com",
		"login.example.com:8443": "https://login.example.com:8443", "http://127.0.0.1:8080": "http://127.0.0.1:8080",
		"http://localhost:1": "http://localhost:1", "http://[::1]:80": "http://[::1]:80",
		"xn--bcher-kva.example": "https://xn--bcher-kva.example",
	} {
		if c, _, found := load(t, map[string]string{"domain": given}); len(found) > 0 || c.BaseURL != want {
			t.Errorf("%q: base %q, %q; want %q", given, c.BaseURL, found, want)
		}
	}
	for given, want := range map[string]string{
		"http://tenant.eu.auth0.com": "loopback", "http://localhost.evil.com": "loopback", "https://tenant.eu.auth0.com/api/v2": "path",
		"tenant.eu.auth0.com?x=1": "query", "tenant.eu.auth0.com#x": "query", "user:hushpass@tenant.eu.auth0.com": "user name or a password",
		"https://tenant.eu.auth0.com/?access_token=hushpass": "query", "https://a:b@tenant.eu.auth0.com/hushpass": "user name or a password",
		"tenant .eu.auth0.com": "white space", "ftp://tenant.eu.auth0.com": "not https", "bücher.example": "xn--",
		"tenant.eu.auth0.com.": "ends with a dot", "tenant": "full domain name", "a..b": "host name", "-a.com": "host name",
		"tenant.eu.auth0.com:99999": "port", "tenant.eu.auth0.com:": "port", `tenant\hushpass.com`: "path", "[::1": "host name",
	} {
		_, _, found := load(t, map[string]string{"domain": given})
		if len(found) != 1 || !strings.Contains(found[0], want) || !strings.HasPrefix(found[0], "input domain: ") {
			t.Errorf("%q: %q, want one problem with %q", given, found, want)
		}
		if strings.Contains(fmt.Sprint(found), "hushpass") {
			t.Errorf("%q: the message shows what may be a credential: %q", given, found)
		}
	}
}
