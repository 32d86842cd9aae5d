package diag

import (
	"fmt"
	"slices"
)

// Words are a sentence of this program with what it takes from a script: a format of package fmt and its arguments, of which the
// pieces of the script are Quotes, and numbers of its lines Lines. They are kept apart until it is known what a reader may see.
type Words struct {
	format string
	args   []any
}

// A Quote is a piece of a script, such as a name, a text, or what a parser has quoted.
type Quote string

// A Line is the number of a line of a script, from 1.
type Line int

// Say puts words together. Arguments may be Words themselves.
func Say(format string, args ...any) Words { return Words{format, args} }

// String is the sentence.
func (w Words) String() string { return fmt.Sprintf(w.format, w.args...) }

// Equal reports whether the sentences are the same: tests compare Diagnostics by it.
func (w Words) Equal(other Words) bool { return w.String() == other.String() }

// has reports whether one of the quotes is such a one.
func (w Words) has(is func(Quote) bool) bool {
	return slices.ContainsFunc(w.args, func(a any) bool {
		switch a := a.(type) {
		case Quote:
			return is(a)
		case Words:
			return a.has(is)
		}
		return false
	})
}

// seen are the words as a reader may see them.
func (w Words) seen(quote func(Quote) Quote, line func(Line) Line) Words {
	args := slices.Clone(w.args)
	for i, a := range args {
		switch a := a.(type) {
		case Quote:
			args[i] = quote(a)
		case Line:
			args[i] = line(a)
		case Words:
			args[i] = a.seen(quote, line)
		}
	}
	return Words{w.format, args}
}
