package report

import (
	"regexp"
	"sync"

	"auth0-hook-action/internal/tenant"
)

var (
	// tenantDomain is a tenant's own domain: name, region and auth0.com, where a tenant without a region is in the US.
	tenantDomain = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([a-z0-9][a-z0-9-]*)(?:\.((?:us|eu|au|jp|uk|ca)(?:-[0-9]+)?))?\.auth0\.com$`)
	})
	// actionID is a UUID, or what may come after it.
	actionID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9_-]+$`) })
)

// Dashboard is the address of a hook in the Auth0 Dashboard; without an id, that of the list. It is empty where region
// and tenant do not follow from the domain, as with a custom one.
func Dashboard(domain string, runtime tenant.Runtime, id string) string {
	m := tenantDomain().FindStringSubmatch(domain)
	if m == nil {
		return ""
	}
	region := m[2]
	if region == "" {
		region = "us"
	}
	base := "https://manage.auth0.com/dashboard/" + region + "/" + m[1]
	switch {
	case runtime == tenant.RuntimeHooks:
		return base + "/hooks"
	case runtime == tenant.RuntimeActions && actionID().MatchString(id):
		return base + "/actions/library/details/" + id
	case runtime == tenant.RuntimeActions:
		return base + "/actions/library"
	}
	return ""
}
