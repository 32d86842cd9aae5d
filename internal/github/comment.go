package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Sticky says which comment is meant and when it is written.
type Sticky struct {
	// Number of the pull request.
	Number int
	// Marker is the first line of the comment, and of no other comment of the same author.
	Marker string
	// Same reports whether the comment that is there says what the new one would. nil: if they are equal.
	Same func(there, body string) bool
	// Newer reports whether a run that began later than this one wrote the comment that is there, which is then kept. now
	// is GitHub's time, to the second, so that it can pass over a begin in the future. nil: never.
	Newer func(there string, now time.Time) bool
}

// maxCreates is how often a comment is posted whose answer is lost and that is then not found.
const maxCreates = 3

// ReadComment gives the comment whose first line is marker and whose author is the token's owner; nil where there is none.
// Minimized comments do not count: somebody does not want to see them. It takes at most 20 s, and then gives a *StallError: a
// deployment does not depend on it. It needs `pull-requests: read`.
func (c *Client) ReadComment(ctx context.Context, number int, marker string) (*Comment, error) {
	if err := checkTarget(number, marker); err != nil {
		return nil, err
	}
	ctx, stop := limited(ctx)
	defer stop()
	own, err := c.ownComments(ctx, number, marker, "")
	if err != nil || len(own) == 0 {
		return nil, err
	}
	first := own[0]
	first.duplicates = own[1:]
	return &first, nil
}

// WriteComment brings body into the comment that ReadComment gave, or into a new one where old is nil, and gives the comment
// as it then stands. A comment that says the same, or that a newer run wrote, is not written. Concurrent runs leave one
// comment, the oldest. It needs `pull-requests: write`.
func (c *Client) WriteComment(ctx context.Context, s Sticky, old *Comment, body string) (Comment, error) {
	if err := checkTarget(s.Number, s.Marker); err != nil {
		return Comment{}, err
	}
	if s.Same == nil {
		s.Same = func(there, body string) bool { return there == body }
	}
	if s.Newer == nil {
		s.Newer = func(string, time.Time) bool { return false }
	}
	if old != nil {
		kept, err := c.keepFirst(ctx, s, append([]Comment{*old}, old.duplicates...), body)
		if !isGone(err) {
			return kept, err
		}
		there, listErr := c.ownComments(ctx, s.Number, s.Marker, "") // what says so may be a gateway
		if listErr != nil {
			return Comment{}, errors.Join(err, listErr)
		}
		if len(there) > 0 {
			return c.keepFirst(ctx, s, there, body)
		}
	}
	return c.create(ctx, s, body)
}

// checkTarget refuses number 0, for which the library lists the comments of the whole repository, and a marker that any
// comment bears.
func checkTarget(number int, marker string) error {
	if number < 1 || marker == "" {
		return fmt.Errorf("no comment can be found by number %d and marker %q", number, marker)
	}
	return nil
}

// create posts the comment, and then looks whether a concurrent run did so too. Where the answer is lost it looks before
// it posts again.
func (c *Client) create(ctx context.Context, s Sticky, body string) (Comment, error) {
	for try := 1; ; try++ {
		created, author, err := c.post(ctx, s.Number, body)
		if err != nil && (refused(err) || ctx.Err() != nil) {
			return Comment{}, err
		}
		own, listErr := c.ownComments(ctx, s.Number, s.Marker, author)
		switch {
		case err == nil: // also where the look failed: the comment is there, and the next run removes a duplicate
			return c.keepFirst(ctx, s, insert(own, created), body)
		case listErr != nil:
			return Comment{}, errors.Join(err, listErr)
		case len(own) > 0:
			return c.keepFirst(ctx, s, own, body)
		case try == maxCreates:
			return Comment{}, err
		}
	}
}

// insert puts the comment just created into a list that lags behind.
func insert(own []Comment, created Comment) []Comment {
	if slices.ContainsFunc(own, func(o Comment) bool { return o.ID == created.ID }) {
		return own
	}
	own = append(own, created)
	slices.SortFunc(own, byID)
	return own
}

func byID(a, b Comment) int { return cmp.Compare(a.ID, b.ID) }

// keepFirst leaves the first of the comments, with body in it. It is written before the others are deleted, so that nothing
// is lost in between. Comments of a newer run are left for that run to clean up.
func (c *Client) keepFirst(ctx context.Context, s Sticky, own []Comment, body string) (Comment, error) {
	now := c.clock.now()
	newer := func(o Comment) bool { return s.Newer(o.Body, now) }
	kept := own[0]
	kept.duplicates, kept.Superseded = nil, slices.ContainsFunc(own, newer)
	if !kept.Superseded && !s.Same(kept.Body, body) {
		if err := c.edit(ctx, kept.ID, body); err != nil {
			return kept, err
		}
		kept.Body = body
	}
	var errs error
	for _, duplicate := range own[1:] {
		if !newer(duplicate) {
			errs = errors.Join(errs, c.remove(ctx, duplicate.ID))
		}
	}
	return kept, errs
}

// ownComments are the comments that bear the marker and are the token owner's, the oldest first. login is the owner's, or
// empty; GitHub is asked for it only where the comments leave it open.
func (c *Client) ownComments(ctx context.Context, number int, marker, login string) ([]Comment, error) {
	marked, err := c.markedComments(ctx, number, marker)
	if err != nil {
		return nil, err
	}
	if login == "" && slices.ContainsFunc(marked, c.mayBeOwn) {
		if login, err = c.viewer(ctx); err != nil {
			return nil, err
		}
	}
	var own []Comment
	for _, w := range marked {
		if w.User.isOwner(login, c.personal()) {
			own = append(own, w.comment())
		}
	}
	slices.SortFunc(own, byID)
	return own, nil
}

// mayBeOwn reports whether only the owner's login can tell whether the comment is the owner's: a person's comment with a
// personal token, and another bot's than the workflow's with any other token.
func (c *Client) mayBeOwn(w wireComment) bool {
	if c.personal() {
		return w.User.Login != "" && w.User.Type != botType
	}
	return w.User.Type == botType && !w.User.isWorkflow()
}
