package gha_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// The functions here are a model of the runner that reads what this package writes, made from its documentation and
// behaviour (v2.336.0). Where the runner knows a list of commands, the model takes any word for one.

// A command is what the runner reads in a line that it obeys.
type command struct {
	Name       string
	Properties map[string]string
	Data       string
}

// runnerLines splits a stream as the runner does: at \n, \r\n and a lone \r.
func runnerLines(stream string) []string {
	var lines []string
	for rest := stream; rest != ""; {
		end := strings.IndexAny(rest, "\r\n")
		if end < 0 {
			return append(lines, rest)
		}
		lines = append(lines, rest[:end])
		if strings.HasPrefix(rest[end:], "\r\n") {
			end++
		}
		rest = rest[end+1:]
	}
	return lines
}

// obeyed reports whether the runner might take a line for a command. A search in the language's terms passes over what
// has no weight in it, so the model drops all of that first.
func obeyed(line string) bool {
	heavy := strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.M, unicode.Cf) || (unicode.IsControl(r) && !unicode.IsSpace(r)) {
			return -1
		}
		return r
	}, line)
	return strings.HasPrefix(strings.TrimLeftFunc(heavy, unicode.IsSpace), "::") || strings.Contains(heavy, "##[")
}

// parseCommand reads a line of the form ::name key=value,key=value::data.
func parseCommand(line string) (command, error) {
	head, data, found := strings.Cut(strings.TrimPrefix(line, "::"), "::")
	if !found || !strings.HasPrefix(line, "::") {
		return command{}, fmt.Errorf("%q is no command", line)
	}
	name, list, _ := strings.Cut(head, " ")
	c := command{Name: name, Data: decode(data, "%0D", "\r", "%0A", "\n", "%25", "%")}
	for pair := range strings.SplitSeq(list, ",") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			if c.Properties == nil {
				c.Properties = make(map[string]string)
			}
			c.Properties[key] = decode(value, "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
		}
	}
	return c, nil
}

// decode replaces one escape after the other, in the order given.
func decode(s string, pairs ...string) string {
	for pair := range slices.Chunk(pairs, 2) {
		s = strings.ReplaceAll(s, pair[0], pair[1])
	}
	return s
}

// parseCommands reads a stream that holds nothing but commands.
func parseCommands(stream string) ([]command, error) {
	var commands []command
	for _, line := range runnerLines(stream) {
		c, err := parseCommand(line)
		if err != nil {
			return nil, err
		}
		commands = append(commands, c)
	}
	return commands, nil
}

// A pair is one output, in the order of the file.
type pair struct{ Key, Value string }

// parseFile reads a file of outputs: lines key=value, or key<<word, lines of the value, and the word.
func parseFile(text string) ([]pair, error) {
	var pairs []pair
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		equals, heredoc := strings.Index(line, "="), strings.Index(line, "<<")
		switch {
		case line == "":
		case equals >= 0 && (heredoc < 0 || equals < heredoc):
			pairs = append(pairs, pair{line[:equals], line[equals+1:]})
		case heredoc > 0 && line[heredoc+2:] != "":
			value, rest, err := parseValue(text, line[heredoc+2:])
			if err != nil {
				return nil, err
			}
			pairs, text = append(pairs, pair{line[:heredoc], value}), rest
		default:
			return nil, fmt.Errorf("invalid format %q", line)
		}
	}
	return pairs, nil
}

// parseValue reads the lines up to the one that is the delimiter.
func parseValue(text, delimiter string) (value, rest string, err error) {
	var lines []string
	for text != "" {
		line, after, ended := strings.Cut(text, "\n")
		if line == delimiter {
			return strings.Join(lines, "\n"), after, nil
		}
		if !ended {
			return "", "", errors.New("the end has no line end")
		}
		lines, text = append(lines, line), after
	}
	return "", "", errors.New("no line is the delimiter")
}
