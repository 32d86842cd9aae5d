package sandbox

import (
	"slices"
	"time"
)

// SetBuild sets how builds go that begin from now on: at the creation of an Action and at each change of it.
func (t *Tenant) SetBuild(p Progress) {
	t.state.Lock()
	defer t.state.Unlock()
	t.build = p
}

// SetDeploy sets how deployments go that begin from now on. The reason of a failed one stands in its version.
func (t *Tenant) SetDeploy(p Progress) {
	t.state.Lock()
	defer t.state.Unlock()
	t.deploy = p
}

// startBuild begins a build of the draft.
func (t *Tenant) startBuild(a *action) {
	a.status = "pending"
	a.build = &run{Progress: t.build, started: t.now()}
}

// progress ends the build and the deployments of an Action that are due. It counts as a look at them.
func (t *Tenant) progress(a *action) {
	now := t.now()
	if a.build != nil {
		a.status = "building"
		if a.build.look(now) {
			a.endBuild(now)
		}
	}
	for _, v := range slices.Clone(a.versions) {
		if v.deploy != nil && v.deploy.look(now) {
			a.endDeploy(v, now)
		}
	}
}

// endBuild ends the build of the draft, and of the version that was deployed together with the Action's creation.
func (a *action) endBuild(now time.Time) {
	fail := a.build.Fail
	a.build = nil
	a.status = "built"
	if fail != "" {
		a.status = "failed"
	}
	for i := range a.draft.dependencies {
		a.draft.dependencies[i].resolve()
	}
	for _, v := range a.versions {
		if v.status == "pending" {
			v.finish(a.status, fail, now)
		}
	}
}

// endDeploy makes v the version that runs, unless it fails or a newer one was quicker.
func (a *action) endDeploy(v *version, now time.Time) {
	fail := v.deploy.Fail
	v.deploy = nil
	if fail != "" {
		v.finish("failed", fail, now)
		return
	}
	v.finish("built", "", now)
	if a.deployed == nil || a.deployed.number < v.number {
		a.deployed = v
	}
}

func (v *version) finish(status, fail string, now time.Time) {
	v.status, v.updated = status, now
	if fail == "" {
		v.built = now
		return
	}
	v.errors = append(v.errors, fail)
}

// resolve does what a build does to a dependency: the registry is forgotten, and latest becomes a version.
func (d *Dependency) resolve() {
	d.Registry = ""
	if d.Version == "latest" {
		d.Version = "1.0.0"
	}
}
