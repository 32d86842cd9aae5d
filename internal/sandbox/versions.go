package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
)

// newVersion makes a version of the draft. Of many the oldest that does not run is forgotten.
func (a *action) newVersion(now time.Time) *version {
	a.numbers++
	v := &version{
		source: a.draft.clone(), id: newUUID(), number: a.numbers, revision: a.revision, status: a.status,
		created: now, updated: now,
	}
	a.versions = append(a.versions, v)
	if len(a.versions) > maxVersions {
		i := slices.IndexFunc(a.versions, func(old *version) bool { return old != a.deployed })
		a.versions = slices.Delete(a.versions, i, i+1)
	}
	return v
}

// deployAction makes a version of the draft and begins to deploy it; 202 is documented, 200 recorded.
func (t *Tenant) deployAction(r *http.Request) (reply, error) {
	if _, err := readUpdateDraft(r, fields{}); err != nil {
		return reply{}, err
	}
	a, err := t.pathAction(r)
	if err != nil {
		return reply{}, err
	}
	t.look(a)
	if a.status != "built" {
		return reply{}, refuse(http.StatusBadRequest, "",
			"A draft must be in the 'built' state before it can be deployed.")
	}
	return t.startDeploy(a, a.newVersion(t.now()))
}

// deployVersion deploys an old version again, as a new one.
func (t *Tenant) deployVersion(r *http.Request) (reply, error) {
	updateDraft, err := readUpdateDraft(r, fields{"update_draft": flag})
	if err != nil {
		return reply{}, err
	}
	a, old, err := t.pathVersion(r)
	if err != nil {
		return reply{}, err
	}
	if old.status != "built" {
		return reply{}, refuse(http.StatusBadRequest, "",
			"A version must be in the 'built' state before it can be deployed.")
	}
	if updateDraft {
		a.draft, a.updated = old.source.clone(), t.now()
		a.revision++
		old.revision = a.revision
	}
	v := a.newVersion(t.now())
	v.source, v.revision, v.status = old.source.clone(), old.revision, old.status
	return t.startDeploy(a, v)
}

func (t *Tenant) startDeploy(a *action, v *version) (reply, error) {
	v.deploy = &run{Progress: t.deploy, started: t.now()}
	a.deploys++
	return reply{http.StatusOK, a.ownVersion(v)}, nil
}

// readUpdateDraft reads the body of a deployment, which may be empty or null.
func readUpdateDraft(r *http.Request, props fields) (bool, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return false, err
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 || string(body) == "null" {
		return false, nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	given, err := decode[map[string]json.RawMessage](r, object(props, 0))
	return string(given["update_draft"]) == "true", err
}

func (t *Tenant) listVersions(r *http.Request) (reply, error) {
	q := readQuery(r, "page", "per_page")
	number, size := q.number("page", 0, 1<<20), q.number("per_page", actionPageSize, 100)
	if q.err != nil {
		return reply{}, q.err
	}
	a, err := t.action(r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	t.look(a)
	var all []map[string]any
	for _, v := range slices.Backward(a.versions) { // the newest first
		all = append(all, a.ownVersion(v))
	}
	return reply{http.StatusOK, paged("versions", all, number, size)}, nil
}

func (t *Tenant) getVersion(r *http.Request) (reply, error) {
	a, v, err := t.pathVersion(r)
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, a.ownVersion(v)}, nil
}

// pathVersion is the version that the request's path names, and its Action, which is looked at.
func (t *Tenant) pathVersion(r *http.Request) (*action, *version, error) {
	a, err := t.pathAction(r)
	if err != nil {
		return nil, nil, err
	}
	t.look(a)
	i := slices.IndexFunc(a.versions, func(v *version) bool { return v.id == r.PathValue("version") })
	if i < 0 {
		return nil, nil, errNoVersion()
	}
	return a, a.versions[i], nil
}
