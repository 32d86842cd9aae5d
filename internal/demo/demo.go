//go:build !release

// Package demo does the action's main job against the built-in sandbox, scene by scene, and shows what a step of a workflow
// prints. It needs no tenant, no network and no account.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"auth0-hook-action/internal/cli"
	"auth0-hook-action/internal/sandbox"
)

// The exit codes, those of package cli.
const (
	exitDone   = 0
	exitFailed = 1
	exitInput  = 2
)

const usage = "usage: demo [FILE [TRIGGER]]"

// Run plays all scenes. args may name a script of the user's own, and its trigger (credentials-exchange where none is named).
// The exit code is 0 where every scene ended as it should, 1 where one did not and 2 where args are wrong.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 2 {
		_, _ = fmt.Fprintln(stderr, usage)
		return exitInput
	}
	text, trigger, err := ownScript(ctx, args)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "demo:", err)
		return exitInput
	}
	if err := play(ctx, text, trigger, stdout); err != nil {
		_, _ = fmt.Fprintln(stderr, "demo:", err)
		return exitFailed
	}
	return exitDone
}

// ownScript is the script that is deployed first and its trigger.
func ownScript(ctx context.Context, args []string) (text, trigger string, err error) {
	trigger = "credentials-exchange"
	if len(args) > 1 {
		trigger = args[1]
	}
	if len(args) == 0 {
		text, err = printed(ctx, "starter", trigger)
		return text, trigger, err
	}
	if _, err := printed(ctx, "payload", trigger); err != nil {
		return "", "", err // there is no such trigger
	}
	own, err := os.ReadFile(args[0])
	return string(own), trigger, err
}

// isNative reports whether a script is a native Action, which no tenant has as a Hook.
func isNative(text, trigger string) bool {
	return !slices.Contains(hookTriggers[:], trigger) || strings.Contains(text, "onExecute")
}

// printed is what a command of the program prints.
func printed(ctx context.Context, command ...string) (string, error) {
	var text, complaint strings.Builder
	none := func(string) string { return "" }
	if cli.Run(ctx, command, none, &text, &complaint) != exitDone {
		return "", errors.New(strings.TrimSpace(complaint.String()))
	}
	return text.String(), nil
}

func play(ctx context.Context, text, trigger string, out io.Writer) error {
	st, err := newStage(out)
	if err != nil {
		return err
	}
	defer st.close()
	set, err := starterSet(ctx)
	if err != nil {
		return err
	}
	native, err := printed(ctx, "starter", trigger, "--native")
	if err != nil {
		return err
	}
	event, err := printed(ctx, "payload", trigger)
	if err != nil {
		return err
	}
	first := firstScenes(text, trigger)
	if err := st.playAll(ctx, 1, first); err != nil {
		return err
	}
	st.showComment()
	texts := map[string]string{"hook": text, "native": native, "event": event}
	return st.playAll(ctx, len(first)+1, lastScenes(st, set, texts, trigger))
}

// step is the inputs of the step that all scenes but one run.
func step(trigger string, more ...string) map[string]string {
	inputs := map[string]string{"hook-name": "Audit log v2", "trigger": trigger, "script-path": "hooks/audit.js", "enabled": "true"}
	for i := 0; i+1 < len(more); i += 2 {
		inputs[more[i]] = more[i+1]
	}
	return inputs
}

const script = "hooks/audit.js"

func firstScenes(text, trigger string) []scene {
	changed := text + "\n// One more line than before.\n"
	return []scene{
		{title: "A first deployment", files: map[string]string{script: text}, inputs: step(trigger)},
		{title: "The same again", inputs: step(trigger)},
		{title: "The script has changed", files: map[string]string{script: changed}, inputs: step(trigger)},
	}
}

func lastScenes(st *stage, set, texts map[string]string, trigger string) []scene {
	native := texts["native"]
	failing := strings.Replace(native, "=> {\n", "=> {\n  throw new Error('the audit log does not answer');\n", 1)
	moved := map[string]string{script: edited(texts["hook"])}
	scenes := []scene{
		{title: "A set of hooks", files: set, inputs: map[string]string{"hooks-path": "set"}},
		{title: "The tenant no longer accepts Hooks: the same step moves the hook to an Action", files: moved,
			before: func() { st.auth0.SetAge(sandbox.HooksReadOnly) }, inputs: step(trigger)},
		{title: "The file becomes a native Action, under the same id", files: map[string]string{script: native}, inputs: step(trigger)},
		{title: "A draft that fails its test does not go live", code: exitFailed,
			files:  map[string]string{script: failing, "hooks/event.json": texts["event"]},
			inputs: step(trigger, "test-payload", "hooks/event.json")},
	}
	if isNative(texts["hook"], trigger) {
		return slices.Delete(scenes, 1, 3)
	}
	return scenes
}

// edited is a hook file after an edit: of the starter one that an Action cannot keep on every tenant, which draws a warning.
func edited(text string) string {
	const call = "  callback(null, token);"
	return strings.Replace(text, call, "  token.scope = (scope || []).filter((name) => name !== 'admin');\n"+call, 1) +
		"\n// Edited after Hooks were made read-only.\n"
}

// hookTriggers are those that Hooks had.
var hookTriggers = [...]string{"credentials-exchange", "pre-user-registration", "post-user-registration", "post-change-password",
	"send-phone-message"}

// starterSet is a starter for each trigger of Hooks, as the Auth0 Deploy CLI keeps hooks on disk.
func starterSet(ctx context.Context) (map[string]string, error) {
	files := map[string]string{}
	for _, t := range hookTriggers {
		text, err := printed(ctx, "starter", t)
		if err != nil {
			return nil, err
		}
		files["set/hooks/"+t+".js"] = text
		files["set/hooks/"+t+".json"] = fmt.Sprintf(`{"name": "starter %s", "triggerId": %[1]q, "script": "./%[1]s.js"}`, t)
	}
	return files, nil
}
