package github

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"auth0-hook-action/internal/retry"
)

// viewer is the login of the token's owner: "octocat", "my-app[bot]". REST tells that to the tokens of people only.
func (c *Client) viewer(ctx context.Context) (string, error) {
	op := operation{text: "ask whose token `github-token` is"}
	g := c.github()
	req, err := g.NewRequest(http.MethodPost, c.graphQL(), map[string]string{"query": "query { viewer { login } }"})
	if err != nil {
		return "", c.failed(ctx, op, nil, err)
	}
	var answer struct {
		Data struct {
			Viewer struct {
				Login string `json:"login"`
			} `json:"viewer"`
		} `json:"data"`
	}
	resp, err := g.Do(retry.WithRepeat(ctx, retry.IfAmbiguous), req, &answer) // a question, although it is a POST
	if err == nil && answer.Data.Viewer.Login == "" {
		err = errors.New("there is no viewer in the answer") // GraphQL's errors come with status 200
	}
	if err != nil {
		return "", c.failed(ctx, op, resp, err)
	}
	return answer.Data.Viewer.Login, nil
}

// graphQL is the address beside REST's: HOST/graphql, on a GitHub Enterprise Server HOST/api/graphql for HOST/api/v3
// (https://docs.github.com/graphql/guides/forming-calls-with-graphql).
func (c *Client) graphQL() string {
	u := *c.base
	if rest, ok := strings.CutSuffix(u.Path, "/v3/"); ok {
		u.Path = rest + "/"
	}
	return u.JoinPath("graphql").String()
}
