package sandbox

import (
	"bytes"
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

// deployAction makes a version of the draft and begins to deploy it.
func (t *Tenant) deployAction(r *http.Request) (reply, error) {
	if err := noProperties(r); err != nil {
		return reply{}, err
	}
	a, err := t.pathAction(r)
	if err != nil {
		return reply{}, err
	}
	t.progress(a)
	if a.status != "built" {
		return reply{}, refuse(http.StatusBadRequest, "",
			"A draft must be in the 'built' state before it can be deployed.")
	}
	v := a.newVersion(t.now())
	v.deploy = &run{Progress: t.deploy, started: t.now()}
	a.deploys++
	if t.assume.DeployAccepted {
		return reply{http.StatusAccepted, a.ownVersion(v)}, nil
	}
	return reply{http.StatusOK, a.ownVersion(v)}, nil
}

// noProperties refuses a body that is neither empty, nor null, nor an empty object.
func noProperties(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 || string(body) == "null" {
		return nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	_, err = decode[struct{}](r, object(fields{}, 0))
	return err
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
	t.progress(a)
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

// pathVersion returns the version that the request's path names, and its Action.
func (t *Tenant) pathVersion(r *http.Request) (*action, *version, error) {
	a, err := t.pathAction(r)
	if err != nil {
		return nil, nil, err
	}
	t.progress(a)
	i := slices.IndexFunc(a.versions, func(v *version) bool { return v.id == r.PathValue("version") })
	if i < 0 {
		return nil, nil, errNoVersion()
	}
	return a, a.versions[i], nil
}
