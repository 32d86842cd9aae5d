package github

import (
	"cmp"
	"errors"
	"net/url"
	"strings"
)

// ParseRun reads the event's name in any case, its payload (empty: none) and the variables that the runner sets. Beside an
// error the Run holds what could be read; whose commit it is is then not known unless the event's name alone says it.
func ParseRun(event string, body []byte, getenv func(string) string) (Run, error) {
	run := Run{
		Event:        strings.ToLower(event),
		RepositoryID: positive(getenv("GITHUB_REPOSITORY_ID")),
		ID:           positive(getenv("GITHUB_RUN_ID")),
		Attempt:      positive(getenv("GITHUB_RUN_ATTEMPT")),
		HeadSHA:      validSHA(getenv("GITHUB_SHA")),
		Dependabot:   getenv("GITHUB_ACTOR") == dependabot,
	}
	run.setRef(getenv("GITHUB_REF"))
	p, err := decode(body)
	unread := err != nil
	err = errors.Join(err,
		run.setRepository(cmp.Or(getenv("GITHUB_REPOSITORY"), p.Repository.FullName)),
		run.setServer(getenv("GITHUB_SERVER_URL")))
	run.RepositoryID = cmp.Or(run.RepositoryID, p.Repository.ID)
	run.read(p, unread)
	return run, err
}

func (r *Run) setRepository(name string) error {
	if name == "" {
		return nil
	}
	if err := checkRepository(name); err != nil {
		return err
	}
	r.Repository, r.HeadRepo = name, name
	return nil
}

// setServer keeps the default where the address is wrong. The error does not show it, since it may hold a password.
func (r *Run) setServer(address string) error {
	r.Server = defaultServer
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return errors.New("GITHUB_SERVER_URL is not an address of the form https://HOST/PATH")
	}
	r.Server = strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/")
	return nil
}

const defaultServer = "https://github.com"
