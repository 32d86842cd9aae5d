package config

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"auth0-hook-action/internal/hookfile"
)

// domain reads the tenant's domain: its host, with a port where one is given, and the base URL of its APIs. A scheme, a
// closing slash and capitals are taken away. Plain http is for a loopback host alone, since a token goes over it.
func (in *reader) domain() (hostPort, base string) {
	given := in.get("domain")
	if given == "" {
		return "", ""
	}
	scheme, rest, problem := splitScheme(given)
	if problem == "" {
		problem = checkHost(rest)
	}
	if problem == "" && scheme == "http" && !loopback(rest) {
		problem = "http is only for a loopback host, because the token would be sent unencrypted"
	}
	if problem != "" {
		in.report("domain", problem+": "+hookfile.Quote(hostOf(given)),
			"give the tenant's domain, such as tenant.eu.auth0.com")
		return "", ""
	}
	return rest, scheme + "://" + rest
}

func splitScheme(given string) (scheme, rest, problem string) {
	scheme, rest, found := strings.Cut(given, "://")
	if !found {
		scheme, rest = "https", given
	}
	scheme = strings.ToLower(scheme)
	if scheme != "https" && scheme != "http" {
		return "", "", "the scheme is not https"
	}
	return scheme, strings.ToLower(strings.TrimSuffix(rest, "/")), ""
}

// checkHost says what keeps s from being a host with an optional port.
func checkHost(s string) string {
	switch {
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return "there is white space in it"
	case strings.Contains(s, "@"):
		return "it contains a user name or a password"
	case strings.ContainsAny(s, "?#"):
		return "it contains a query or a fragment"
	case strings.ContainsAny(s, `/\`):
		return "it contains a path"
	}
	u, err := url.Parse("https://" + s)
	if err != nil || u.Host != s {
		return "it is not a host name"
	}
	name := u.Hostname()
	if port := u.Port(); port != "" || strings.HasSuffix(s, ":") {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "the port is not between 1 and 65535"
		}
	}
	return checkHostName(name)
}

func checkHostName(name string) string {
	_, err := netip.ParseAddr(name)
	switch {
	case err == nil, name == "localhost":
		return ""
	case strings.HasSuffix(name, "."):
		return "it ends with a dot"
	case strings.ContainsFunc(name, func(r rune) bool { return r > 127 }):
		return "it contains letters other than a-z: give its ASCII form (xn--…)"
	case len(name) > 253 || !isHost(name):
		return "it is not a host name"
	case !strings.Contains(name, "."):
		return "it is not a full domain name"
	}
	return ""
}

// isHost reports whether name is made as DNS names a machine (RFC 1123): labels of letters, digits and inner hyphens.
func isHost(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.Trim(label, "-") != label {
			return false
		}
	}
	return true
}

// loopback reports whether a host with an optional port is this machine.
func loopback(hostPort string) bool {
	name := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		name = h
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return name == "localhost" || err == nil && ip.IsLoopback()
}

// hostOf is the part of a text that names a host, and so can be shown: what stands before an @ or behind a slash, a
// question mark or a number sign may be a credential.
func hostOf(given string) string {
	scheme, rest, found := strings.Cut(given, "://")
	if !found {
		scheme, rest = "", given
	} else {
		scheme += "://"
	}
	user, host := "", rest
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		user, host = "***@", rest[i+1:]
	}
	if i := strings.IndexAny(host, `/?#\\`); i >= 0 {
		host = host[:i+1] + "***"
	}
	return scheme + user + host
}
