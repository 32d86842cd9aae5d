// Command auth0-hook-action deploys Auth0 Hooks from a GitHub workflow. "auth0-hook-action help" says how.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"auth0-hook-action/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
