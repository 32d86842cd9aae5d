package script

import "strings"

// The parsers recurse, and a Go stack that overflows cannot be recovered from: so a text is measured before it is
// parsed. A bracket and an arrow function weigh as much as deepToken other tokens of an expression that goes on. The
// measure tells a regular expression from a division by what stands before it, which a text can be made to fool; but no
// text of 128 kB, which is more than the platforms take, overflows the stack, whatever nests in it (tried with each kind).
const (
	deepToken = 20
	// maxDepth is 1,000 brackets in each other, or 20,000 operators without an end: ten times what bundlers make.
	maxDepth = 1000 * deepToken
	// maxArrows is how deep arrow functions may stand in each other's parameters: goja reads such parameters twice.
	maxArrows = 4
)

// brackets is what the bare tokens of a text tell. Offsets are -1 where there is no such place.
type brackets struct {
	unmatched int // the first closing bracket that closes nothing
	unclosed  int // the innermost bracket, template or comment that is open at the end
	tooDeep   int // where the nesting passes maxDepth
	arrows    int // how deep arrow functions stand in each other's parameters
}

// An open bracket. A template's ${ is one of kind '$', its text one of kind '`'.
type open struct {
	kind   byte
	at     int
	run    int  // the weight of the tokens of this level since it was last at a separator
	head   bool // the ( of an if, a for, a while or a with: a statement follows its )
	block  bool // the { of statements, a function or a class
	arrows int
}

// scanner reads tokens and keeps what is open. It knows as much of JavaScript as telling tokens apart takes.
type scanner struct {
	src    string
	pos    int
	stack  []open // stack[0] is the text itself
	weight int    // of all levels
	next   expect
	word   string // the token before this one, where it was a word
	closed byte   // the token before this one, where it was a closing bracket, a semicolon or a dot
	arrows int    // of the parenthesis just closed
	// divides is how far slashes are no start of a regular expression, since one before them has no end.
	divides int
	found   brackets
}

// scanBrackets measures src, up to where it nests too deep. It reads each byte once and never fails.
func scanBrackets(src string) brackets {
	s := &scanner{
		src: src, stack: []open{{kind: 0, at: -1, block: true}}, next: statement,
		found: brackets{unmatched: -1, unclosed: -1, tooDeep: -1},
	}
	for s.pos < len(s.src) && s.found.tooDeep < 0 {
		s.token()
	}
	if top := s.top(); s.found.unclosed < 0 && top.kind != 0 {
		s.found.unclosed = top.at
	}
	return s.found
}

func (s *scanner) top() *open { return &s.stack[len(s.stack)-1] }

// token reads one token, or one piece of what lies between tokens.
func (s *scanner) token() {
	if s.top().kind == '`' {
		s.templateText()
		return
	}
	rest, c := s.src[s.pos:], s.src[s.pos]
	switch {
	case c <= ' ':
		s.pos++
	case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "<!--"), strings.HasPrefix(rest, "-->") && s.startsLine():
		s.pos += lineLength(rest)
	case strings.HasPrefix(rest, "/*"):
		s.blockComment()
	case isWordByte(c):
		s.takeWord()
	case c == '"' || c == '\'':
		s.literal(stringLength(rest))
	case c == '`':
		s.weigh(1)
		s.push(open{kind: '`'})
		s.pos++
	case c == '/' && s.next != operator && s.pos >= s.divides:
		s.regexp(rest)
	default:
		s.punctuator(c)
	}
}

// startsLine reports whether only white space stands before the scanner on its line.
func (s *scanner) startsLine() bool {
	before := strings.TrimRight(s.src[:s.pos], " \t")
	return before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "\r")
}

func (s *scanner) blockComment() {
	n := strings.Index(s.src[s.pos+2:], "*/")
	if n < 0 {
		s.found.unclosed = s.pos
		s.pos = len(s.src)
		return
	}
	s.pos += n + 4
}

// templateText reads to the end of a template or to its next ${.
func (s *scanner) templateText() {
	for ; s.pos < len(s.src); s.pos++ {
		switch {
		case s.src[s.pos] == '\\':
			s.pos++
		case s.src[s.pos] == '`':
			s.pos++
			s.pop()
			s.next = operator
			return
		case strings.HasPrefix(s.src[s.pos:], "${"):
			s.push(open{kind: '$'})
			s.pos += 2
			s.next = operand
			return
		}
	}
}

// takeWord reads a name, a keyword or a number.
func (s *scanner) takeWord() {
	start := s.pos
	for s.pos < len(s.src) && isWordByte(s.src[s.pos]) {
		s.pos++
	}
	word := s.src[start:s.pos]
	if s.closed == '.' {
		word = "" // a property's name, whatever it says
	}
	s.separate(word)
	s.weigh(1)
	s.next = afterWord(word)
	s.word, s.closed = word, 0
}

// separate ends the run of the level before a token that cannot go on with it: two operands side by side belong to two
// statements. word is empty for a literal.
func (s *scanner) separate(word string) {
	switch word {
	case "else", "catch", "finally", "instanceof", "in", "of":
		return
	}
	if s.closed == '}' || s.closed == ';' || s.next == operator && s.closed != '.' {
		s.endRun()
	}
}

func (s *scanner) endRun() {
	s.weight -= s.top().run
	s.top().run = 0
}

// weigh adds to the run of the level.
func (s *scanner) weigh(w int) {
	s.top().run += w
	s.weight += w
	if s.weight > maxDepth && s.found.tooDeep < 0 {
		s.found.tooDeep = s.pos
	}
}

// literal reads a string or a regular expression of n bytes.
func (s *scanner) literal(n int) {
	s.separate("")
	s.weigh(1)
	s.pos += n
	s.next, s.word, s.closed = operator, "", 0
}

func (s *scanner) regexp(rest string) {
	n := regexpLength(rest)
	if n == 0 {
		s.divides = s.pos + lineLength(rest)
		return
	}
	s.literal(n)
}

func (s *scanner) push(o open) {
	o.at = s.pos
	s.weigh(deepToken)
	s.stack = append(s.stack, o)
	s.word, s.closed = "", 0
}

// pop closes the innermost bracket; what it weighed goes.
func (s *scanner) pop() open {
	o := *s.top()
	s.weight -= o.run + deepToken
	s.stack = s.stack[:len(s.stack)-1]
	s.top().run -= deepToken
	s.top().arrows = max(s.top().arrows, o.arrows)
	s.word, s.closed = "", 0
	return o
}

func (s *scanner) punctuator(c byte) {
	if s.closed == ';' {
		s.endRun()
	}
	switch c {
	case '(', '[', '{':
		head := s.word == "if" || s.word == "while" || s.word == "for" || s.word == "with"
		s.weigh(1)
		s.push(open{kind: c, head: c == '(' && head, block: c == '{' && s.next != operand})
		s.next = operand
		if s.top().block {
			s.next = statement
		}
		s.pos++
	case ')', ']', '}':
		s.close(c)
		s.pos++
	default:
		s.operator(c)
	}
}

// close matches a closing bracket with the innermost open one.
func (s *scanner) close(c byte) {
	opens := map[byte]byte{')': '(', ']': '[', '}': '{'}
	top := s.top().kind
	if c == '}' && top == '$' {
		s.pop()
		return
	}
	if top != opens[c] {
		if top == 0 && s.found.unmatched < 0 {
			s.found.unmatched = s.pos
		}
		return
	}
	o := s.pop()
	s.next, s.closed, s.arrows = operator, c, o.arrows
	if o.head || o.block {
		s.next = statement
	}
}

// operator reads an operator or a separator. Only the arrow and the dots of a chain need more than one byte.
func (s *scanner) operator(c byte) {
	rest := s.src[s.pos:]
	switch {
	case c == ';' || c == ',':
		if c == ',' {
			s.endRun()
		}
		s.next, s.word, s.closed = operand, "", c
		if c == ';' {
			s.next = statement
		}
		s.pos++
		return
	case strings.HasPrefix(rest, "=>"):
		s.arrow()
		return
	case strings.HasPrefix(rest, "++"), strings.HasPrefix(rest, "--"):
		s.pos++ // what came before decides what comes after
	case strings.HasPrefix(rest, "..."):
		s.pos += 2
		s.next = operand
	case c == '.':
		s.weigh(1)
		s.next, s.closed = operator, '.'
		s.pos++
		return
	default:
		s.next = operand
	}
	s.weigh(1)
	s.word, s.closed = "", 0
	s.pos++
}

func (s *scanner) arrow() {
	if s.closed == ')' {
		s.top().arrows = max(s.top().arrows, s.arrows+1)
		s.found.arrows = max(s.found.arrows, s.arrows+1)
	}
	s.weigh(deepToken)
	s.next, s.word, s.closed = statement, "", 0
	s.pos += 2
}
