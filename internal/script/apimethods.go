package script

import (
	"slices"
	"strings"

	"auth0-hook-action/internal/diag"
	"auth0-hook-action/internal/tenant"
)

// apiMethods are what the api object of each trigger has, by namespace, as the "API object" page of each trigger lists it
// (https://auth0.com/docs/customize/actions/explore-triggers). An empty list is a namespace whose methods are not told apart: the
// rule speaks only of what another trigger has and this one does not.
var apiMethods = map[tenant.Trigger]map[string][]string{
	tenant.CredentialsExchange: {"access": {"deny"}, "accessToken": {"setCustomClaim"}, "cache": nil,
		"transaction": {"setTargetScopes", "clearTargetScopes", "addTargetScope", "removeTargetScope"}},
	tenant.PreUserRegistration: {"access": {"deny"}, "cache": nil, "validation": {"error"},
		"user": {"setUserMetadata", "setAppMetadata"}},
	tenant.PostUserRegistration: {"cache": nil},
	tenant.PostChangePassword:   {"cache": nil, "transaction": {"setResultUrl"}},
	tenant.SendPhoneMessage:     {"cache": nil},
	tenant.PostLogin: {"access": {"deny"}, "accessToken": {"setCustomClaim", "addScope", "removeScope"}, "authentication": nil,
		"cache": nil, "groups": nil, "idToken": {"setCustomClaim"}, "multifactor": nil, "prompt": nil, "redirect": nil,
		"refreshToken": nil, "rules": nil, "samlResponse": nil, "session": nil, "transaction": nil,
		"user": {"setUserMetadata", "setAppMetadata"}, "validation": {"error"}},
	tenant.PasswordResetPostChallenge: {"access": {"deny"}, "authentication": nil, "cache": nil, "redirect": nil,
		"transaction": nil},
	tenant.CustomPhoneProvider: {"cache": nil, "notification": {"drop", "retry"}},
	tenant.CustomEmailProvider: {"cache": nil, "notification": {"drop", "retry"}},
}

// checkAPIMethods finds calls of the api object that another trigger has and this one does not: they throw when they are reached.
func (r *rules) checkAPIMethods() {
	if r.trigger == 0 {
		return
	}
	said := map[string]bool{}
	for _, read := range r.reads {
		path := strings.Split(read.path, ".")
		if path[0] != "api" || len(path) < 2 || len(path) > 3 {
			continue
		}
		missing := missingMethod(r.trigger, path[1:])
		if missing == "" || said[missing] || r.hasDefault(read.place) {
			continue
		}
		said[missing] = true
		r.add("api-method", diag.Warning, r.start(read.place),
			say("%s gives a native Action no %s: the call throws", r.trigger, PathWords("api."+missing)),
			say("call what %s has (%s), or choose the trigger that has it", r.trigger, apiNames(r.trigger)))
	}
}

// missingMethod is the part of a path below api that other triggers have and this one does not; empty where it has it, or where
// nobody is known to have it.
func missingMethod(t tenant.Trigger, path []string) string {
	methods, here := apiMethods[t][path[0]]
	if !here {
		if elsewhere(func(all map[string][]string) bool { _, there := all[path[0]]; return there }) {
			return path[0]
		}
		return ""
	}
	if len(path) == 1 || methods == nil || slices.Contains(methods, path[1]) {
		return ""
	}
	if elsewhere(func(all map[string][]string) bool { return slices.Contains(all[path[0]], path[1]) }) {
		return path[0] + "." + path[1]
	}
	return ""
}

func elsewhere(has func(map[string][]string) bool) bool {
	return slices.ContainsFunc(tenant.Triggers(), func(t tenant.Trigger) bool { return has(apiMethods[t]) })
}

// apiNames are the methods of a trigger's api for a message: "api.access.deny, api.cache".
func apiNames(t tenant.Trigger) string {
	var names []string
	for namespace, methods := range apiMethods[t] {
		if methods == nil {
			names = append(names, "api."+namespace)
		}
		for _, m := range methods {
			names = append(names, "api."+namespace+"."+m)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
