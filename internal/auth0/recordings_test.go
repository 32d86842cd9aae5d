package auth0

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"auth0-hook-action/internal/retry"
	"auth0-hook-action/internal/secret"
)

// recordings are the files of recorded traffic that a pattern names; a test that needs them is skipped where there are none.
func recordings(t *testing.T, pattern string) []string {
	t.Helper()
	dir := os.Getenv("AUTH0_RECORDINGS")
	if dir == "" {
		t.Skip("AUTH0_RECORDINGS names no folder of recordings")
	}
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings %s: %v", pattern, err)
	}
	return files
}

// An interaction is one request of a recording in the format of go-vcr, and its answer.
type interaction struct {
	Request struct {
		Body   string `yaml:"body"`
		URL    string `yaml:"url"`
		Method string `yaml:"method"`
	} `yaml:"request"`
	Response struct {
		Body string `yaml:"body"`
		Code int    `yaml:"code"`
	} `yaml:"response"`
}

func (i interaction) String() string { return i.Request.Method + " " + i.Request.URL }

// path is the request's path below /api/v2, in segments.
func (i interaction) path(t *testing.T) []string {
	t.Helper()
	u, err := url.Parse(i.Request.URL)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimPrefix(u.Path, "/api/v2/"), "/")
}

func readCassette(t *testing.T, file string) []interaction {
	t.Helper()
	var cassette struct {
		Interactions []interaction `yaml:"interactions"`
	}
	if err := yaml.Unmarshal(readFile(t, file), &cassette); err != nil {
		t.Fatal(err)
	}
	return cassette.Interactions
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t *testing.T, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// A player answers with what was recorded, in that order, and notes what it was asked.
type player struct {
	answers []interaction
	asked   []interaction
}

func (p *player) RoundTrip(req *http.Request) (*http.Response, error) {
	var one interaction
	one.Request.Method, one.Request.URL = req.Method, req.URL.String()
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		one.Request.Body = string(body)
	}
	if len(p.asked) == len(p.answers) {
		return nil, errors.New("no more was recorded")
	}
	answer := p.answers[len(p.asked)].Response
	p.asked = append(p.asked, one)
	return &http.Response{
		StatusCode: answer.Code, ContentLength: int64(len(answer.Body)), Request: req,
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:   io.NopCloser(strings.NewReader(answer.Body)),
	}, nil
}

func newPlayer(t *testing.T, answers ...interaction) (*player, *Client) {
	t.Helper()
	p := &player{answers: answers}
	c, err := New(Config{BaseURL: testBase, Token: secret.New("token"), HTTP: retry.New(retry.Config{Base: p})})
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}
