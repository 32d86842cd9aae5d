package runner

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	maxBinary     = 16_000_000
	maxCompressed = 7_000_000
)

// A manifest is an image, or an index of images, as a registry has it.
type manifest struct {
	MediaType string
	Config    blob
	Layers    []blob
	Manifests []struct {
		blob
		Platform struct{ Architecture, OS string }
	}
}

type blob struct {
	Digest string
	Size   int64
}

// A settings is the part of an image's configuration that the tests read.
type settings struct {
	Architecture string
	Config       struct {
		User       string
		Entrypoint []string
		Labels     map[string]string
	}
}

// TestImage looks at what was pushed to the registry.
func TestImage(t *testing.T) {
	t.Parallel()
	index := readManifest(t, image)
	var architectures []string
	for _, m := range index.Manifests {
		architectures = append(architectures, m.Platform.OS+"/"+m.Platform.Architecture)
	}
	if want := []string{"linux/amd64", "linux/arm64"}; !slices.Equal(architectures, want) {
		t.Fatalf("the image is for %v, want %v", architectures, want)
	}
	name, _, _ := strings.Cut(image, "@")
	amd64 := checkImage(t, name+"@"+index.Manifests[0].Digest, "amd64", elf.EM_X86_64)
	checkImage(t, name+"@"+index.Manifests[1].Digest, "arm64", elf.EM_AARCH64)
	another, err := os.ReadFile(*program)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(amd64, another) {
		t.Fatalf("two builds of one commit differ: %d bytes in the image, %d outside", len(amd64), len(another))
	}
	t.Log("two builds of one commit, in the image and outside, gave the same binary, byte for byte")
}

// checkImage checks the image for one architecture, and gives its binary.
func checkImage(t *testing.T, image, architecture string, machine elf.Machine) []byte {
	t.Helper()
	m := readManifest(t, image)
	program := binary(t, image, m)
	compressed := m.Config.Size
	for _, layer := range m.Layers {
		compressed += layer.Size
	}
	t.Logf("%s: binary %.2f MB, compressed image %.2f MB in %d layers", architecture,
		float64(len(program))/1e6, float64(compressed)/1e6, len(m.Layers))
	if len(program) > maxBinary || compressed > maxCompressed {
		t.Errorf("%s: too large: the binary may have %d bytes, the image %d", architecture, maxBinary, maxCompressed)
	}
	checkBinary(t, program, machine)
	checkSettings(t, image, m, architecture)
	return program
}

func checkBinary(t *testing.T, program []byte, machine elf.Machine) {
	t.Helper()
	file, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	if file.Machine != machine {
		t.Errorf("the binary is for %v, want %v", file.Machine, machine)
	}
	if slices.ContainsFunc(file.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		t.Error("the binary is not static: it asks for an interpreter")
	}
}

func checkSettings(t *testing.T, image string, m manifest, architecture string) {
	t.Helper()
	var s settings
	if err := json.Unmarshal(get(t, image, "blobs", m.Config.Digest), &s); err != nil {
		t.Fatal(err)
	}
	if s.Architecture != architecture {
		t.Errorf("the image says that it is for %s, want %s", s.Architecture, architecture)
	}
	if c := s.Config; c.User != "" || !slices.Equal(c.Entrypoint, []string{"/auth0-hook-action"}) {
		t.Errorf("user %q, entrypoint %q: the runner needs root, and the program at the root", c.User, c.Entrypoint)
	}
	for _, label := range []string{"title", "description", "licenses", "version", "revision", "source"} {
		if s.Config.Labels["org.opencontainers.image."+label] == "" {
			t.Errorf("%s: no label %q", architecture, label)
		}
	}
}

// binary is the program in an image.
func binary(t *testing.T, image string, m manifest) []byte {
	t.Helper()
	for _, layer := range m.Layers {
		unzipped, err := gzip.NewReader(bytes.NewReader(get(t, image, "blobs", layer.Digest)))
		if err != nil {
			t.Fatal(err)
		}
		if program := findFile(t, tar.NewReader(unzipped), "auth0-hook-action"); program != nil {
			return program
		}
	}
	t.Fatalf("%s has no program", image)
	return nil
}

func findFile(t *testing.T, files *tar.Reader, name string) []byte {
	t.Helper()
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Name != name {
			continue
		}
		text, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

func readManifest(t *testing.T, image string) manifest {
	t.Helper()
	_, reference, _ := strings.Cut(image, "@")
	var m manifest
	if err := json.Unmarshal(get(t, image, "manifests", reference), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// get reads from the image's registry (https://distribution.github.io/distribution/spec/api/).
func get(t *testing.T, image, kind, reference string) []byte {
	t.Helper()
	host, name, _ := strings.Cut(image, "/")
	name, _, _ = strings.Cut(name, "@")
	url := fmt.Sprintf("http://%s/v2/%s/%s/%s", host, name, kind, reference)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", url, response.Status, err)
	}
	return body
}
