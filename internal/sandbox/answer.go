package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
)

const jsonType = "application/json; charset=utf-8"

// An answer is a response that is complete before a byte of it is sent.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newAnswer() *answer {
	return &answer{header: http.Header{}, status: http.StatusOK}
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// send writes the answer, truncated or with bytes behind it where the fault says so.
func (a *answer) send(w http.ResponseWriter, fault Fault) {
	if fault.Trailing != "" && a.sendRaw(w, fault.Trailing) == nil {
		return
	}
	maps.Copy(w.Header(), a.header)
	body := a.body.Bytes()
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	if !fault.Truncate {
		w.Write(body) //nolint:errcheck // a client that went does not wait for its answer
		return
	}
	w.Write(body[:len(body)/2])           //nolint:errcheck // as above
	http.NewResponseController(w).Flush() //nolint:errcheck // as above
	panic(http.ErrAbortHandler)
}

// sendRaw writes the complete answer and further bytes on the connection, and closes it. It fails, and has written
// nothing, where w is no connection.
func (a *answer) sendRaw(w http.ResponseWriter, trailing string) error {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // nothing is to be saved
	response := http.Response{
		StatusCode: a.status, ProtoMajor: 1, ProtoMinor: 1, Header: a.header,
		Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()),
	}
	response.Write(buffered)       //nolint:errcheck // a client that went does not wait for its answer
	buffered.WriteString(trailing) //nolint:errcheck // as above
	buffered.Flush()               //nolint:errcheck // as above
	return nil
}

// writeJSON answers with v as JSON, without the escapes for HTML, as the real APIs do.
func writeJSON(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // the sandbox made v itself
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	w.Write(bytes.TrimSuffix(body.Bytes(), []byte("\n"))) //nolint:errcheck // into memory
}

// answer is sent instead of the API's answer.
func (f Fault) answer() *answer {
	if f.Drop || f.Status == 0 && f.Redirect == "" {
		panic(http.ErrAbortHandler) // net/http's way to close a connection without an answer
	}
	a := newAnswer()
	a.header.Set("Content-Type", jsonType)
	if f.Redirect != "" {
		a.header.Del("Content-Type")
		a.header.Set("Location", f.Redirect)
	}
	for name, value := range f.Header {
		a.header.Del(name)
		a.header[name] = []string{value}
		if value == "" {
			a.header[name] = nil // net/http would add one of its own for a missing Content-Type
		}
	}
	a.WriteHeader(cmp.Or(f.Status, http.StatusTemporaryRedirect))
	a.body.WriteString(f.Body)
	return a
}
