// Command auth0-hook-action deploys Auth0 Hooks and Actions from a GitHub workflow. "auth0-hook-action help" says how.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/demo"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) (code int) {
	log.SetOutput(io.Discard)         // net/http logs what a server sends after an answer
	stderr := cli.Silence(&os.Stderr) // the runner obeys commands there too, and the Go runtime prints a panic's value
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := cli.Guard(func() { code = start(ctx, args, stderr) })
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 1
	}
	return code
}

func start(ctx context.Context, args []string, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "demo" {
		return demo.Run(ctx, args[1:], os.Stdout, stderr)
	}
	return cli.Run(ctx, args, os.Getenv, os.Stdout, stderr)
}
