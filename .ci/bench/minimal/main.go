// Command minimal makes the requests that a deployment of hooks needs, side by side as the action makes them, and does
// nothing else: no inputs, no checks, no comparison, no report, no second try.
//
//	BASE=https://… TOKEN=… minimal create FOLDER
//	BASE=https://… TOKEN=… minimal unchanged FOLDER
//	BASE=https://… TOKEN=… minimal change FOLDER NAME ID
//
// FOLDER holds NAME.js for each hook, and nothing else that ends so.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// parallel is how many requests the action makes side by side.
const parallel = 16

var (
	client = http.Client{Transport: &http.Transport{
		MaxConnsPerHost: parallel, MaxIdleConnsPerHost: parallel, ForceAttemptHTTP2: true,
	}}
	refused atomic.Int64
)

func main() {
	scripts, err := filepath.Glob(filepath.Join(os.Args[2], "*.js"))
	if err != nil {
		panic(err)
	}
	pages := (len(scripts) + 99) / 100
	if os.Args[1] == "create" {
		pages = 1 // which is empty
	}
	for page := range pages {
		call("GET", fmt.Sprint("/api/v2/hooks", list, page), nil)
	}
	call("GET", "/api/v2/actions/actions?page=0&per_page=100", nil)
	switch os.Args[1] {
	case "create":
		create(scripts)
	case "change":
		call("PATCH", "/api/v2/hooks/"+os.Args[4], hook{Script: read(filepath.Join(os.Args[2], os.Args[3]+".js"))})
	}
	if n := refused.Load(); n > 0 {
		_, _ = fmt.Fprintln(os.Stderr, n, "requests were refused")
		os.Exit(1)
	}
}

const list = "?fields=id,name,script,dependencies,enabled,triggerId&include_totals=true&per_page=100&page="

type hook struct {
	Name    string `json:"name,omitempty"`
	Script  string `json:"script"`
	Trigger string `json:"triggerId,omitempty"`
}

func create(scripts []string) {
	var all sync.WaitGroup
	free := make(chan struct{}, parallel)
	for _, file := range scripts {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			name := strings.TrimSuffix(filepath.Base(file), ".js")
			call("POST", "/api/v2/hooks", hook{Name: name, Script: read(file), Trigger: "credentials-exchange"})
		})
	}
	all.Wait()
}

func read(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func call(method, path string, body any) {
	var raw []byte
	if body != nil {
		raw, _ = json.Marshal(body)
	}
	req, err := http.NewRequest(method, os.Getenv("BASE")+path, bytes.NewReader(raw))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		panic(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		panic(err)
	}
	res.Body.Close()
	if res.StatusCode/100 != 2 {
		refused.Add(1)
	}
}
