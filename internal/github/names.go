package github

import (
	"fmt"
	"strconv"
	"strings"
)

// checkRepository refuses what would change the path of a request.
func checkRepository(repo string) error {
	owner, name, _ := strings.Cut(repo, "/")
	if strings.Trim(owner, ".") == "" || strings.Trim(name, ".") == "" || strings.ContainsFunc(owner+name, isNoNameCharacter) {
		return fmt.Errorf("%q is not a repository: want owner/name", repo)
	}
	return nil
}

// isNoNameCharacter reports whether a character is none of those of an owner's or a repository's name.
func isNoNameCharacter(r rune) bool {
	return !strings.ContainsRune("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", r)
}

// validSHA is sha, or empty where it is none.
func validSHA(sha string) string {
	if len(sha) != 40 && len(sha) != 64 || strings.Trim(sha, "0123456789abcdef") != "" {
		return ""
	}
	return sha
}

// positive is the number above 0 that s holds, else 0.
func positive(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// dependabot is the login under which Dependabot pushes and opens pull requests.
const dependabot = "dependabot[bot]"
