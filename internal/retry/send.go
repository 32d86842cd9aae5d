package retry

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// send sends the request once and reads the whole answer.
func (t *Transport) send(req *http.Request, body []byte) outcome {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.cfg.TryTimeout, errSlow)
	defer cancel()
	begin := time.Now()
	res, err := t.cfg.Base.RoundTrip(withBody(ctx, req, body))
	var read []byte
	if err == nil {
		read, err = readBody(res)
	}
	switch {
	case err == nil:
		noteAnswer(req, time.Since(begin))
		return t.judgeAnswer(req, res, read)
	case req.Context().Err() != nil:
		err = context.Cause(req.Context())
	case ctx.Err() != nil:
		err = fmt.Errorf("%w (%s)", errSlow, t.cfg.TryTimeout)
	}
	return outcome{err: withHint(err), verdict: Verdict{Class: classOfError(err)}}
}

// judgeAnswer is the outcome of a try that was answered.
func (t *Transport) judgeAnswer(req *http.Request, res *http.Response, body []byte) outcome {
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res.Request = req
	o := outcome{res: res, body: body, verdict: t.cfg.Classify(res, body)}
	if o.foreign = !hasShape(req, res, body); o.foreign {
		o.verdict = notItsOwn(res, o.verdict)
	}
	return o
}

// readBody reads and closes an answer's body. Of an error that is too long the beginning is enough.
func readBody(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	limit := int64(maxBody)
	if res.StatusCode >= http.StatusBadRequest {
		limit = maxErrorBody
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) <= limit:
		return body, nil
	case limit == maxErrorBody:
		return body[:limit], nil
	}
	return nil, errLong
}
