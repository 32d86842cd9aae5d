package script

import (
	input "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// The parsers recurse, and take a kilobyte of stack or more for each bracket that is open: so a text is measured before it is
// parsed. A bracket and an arrow function weigh as much as bracketWeight other tokens of an expression that goes on.
//
// The measure decides between a regular expression and a division by the token before it, which a crafted text can fool. Such a
// text costs memory and time, and no more: with MaxSize bytes neither parser overflows its stack, whatever nests.
const (
	bracketWeight = 20
	// maxWeight is 1,000 brackets in each other, or 20,000 operators without an end: ten times what bundlers make.
	maxWeight = 1000 * bracketWeight
	// maxArrows is how deep arrow functions may stand in each other's parameters: goja reads such parameters twice, and so the
	// innermost ones 2^n times.
	maxArrows = 4
)

// tokens is what is known from the bare tokens of a text.
type tokens struct {
	tooDeep   int // the offset at which the weight passes maxWeight, -1 where it does not
	arrows    int // how deep arrow functions stand in each other's parameters
	unmatched int // the offset of the first closing bracket that closes nothing, -1 where there is none
	unclosed  int // that of the innermost bracket, template or comment that is open at the end, -1 where there is none
	comments  []comment
	imports   []int // the offsets of import(…)
	module    bool  // whether there is another import, or an export
}

// A comment is one of the text's, with its marks.
type comment struct {
	offset int
	text   string
}

// A level is an open bracket or template, or the text itself.
type level struct {
	kind   js.TokenType
	offset int
	weight int  // of the tokens since the last one that ended an expression
	head   bool // the ( of an if, a for, a while or a with: a statement follows its )
	block  bool // the { of statements
	arrows int  // how deep arrows stand in the parameters of others inside
}

// scanner weighs tokens.
type scanner struct {
	lexer  *js.Lexer
	offset int
	found  tokens
	levels []level // levels[0] is the text itself
	weight int     // of all levels
	last   js.TokenType
	// lastOffset is where the last token begins.
	lastOffset int
	// operand is set where the last token ended an operand: an operator follows, or another statement.
	operand bool
	closed  level // what the last token closed, where it was a closing bracket
}

// scan reads the tokens of src, up to where it nests too deep. What is no token is passed over.
func scan(src string) tokens {
	s := scanner{
		lexer:  js.NewLexer(input.NewInputString(src + "\n")), // it reads beyond a # at the end
		levels: []level{{block: true, offset: -1}}, last: js.SemicolonToken,
		found: tokens{tooDeep: -1, unmatched: -1, unclosed: -1},
	}
	for s.found.tooDeep < 0 {
		kind, text := s.next()
		if kind == js.ErrorToken && (len(text) == 0 || text[0] == '`') {
			if s.offset < len(src) {
				s.found.unclosed = s.offset // a comment or a template
			}
			break
		}
		if kind == js.CommentToken || kind == js.CommentLineTerminatorToken {
			s.found.comments = append(s.found.comments, comment{s.offset, string(text)})
		}
		s.token(kind)
		s.found.module = s.found.module || kind == js.ExportToken
		s.offset += len(text)
	}
	if s.found.unclosed < 0 {
		s.found.unclosed = s.top().offset
	}
	return s.found
}

// next reads one token. A panic of the lexer counts as the end: the text is no script, and the parsers say so.
func (s *scanner) next() (kind js.TokenType, text []byte) {
	defer func() {
		if recover() != nil {
			kind, text = js.ErrorToken, nil
		}
	}()
	kind, text = s.lexer.Next()
	if (kind == js.DivToken || kind == js.DivEqToken) && !s.operand {
		expression, whole := s.lexer.RegExp()
		if expression != js.RegExpToken {
			return kind, nil // what it has read of the line comes with the next token
		}
		return expression, whole
	}
	return kind, text
}

func (s *scanner) top() *level { return &s.levels[len(s.levels)-1] }

// weigh adds to the level's weight.
func (s *scanner) weigh(weight int) {
	s.top().weight += weight
	s.weight += weight
	if s.weight > maxWeight && s.found.tooDeep < 0 {
		s.found.tooDeep = s.offset
	}
}

// end ends an expression: what comes next does not nest in what came before.
func (s *scanner) end() {
	s.weight -= s.top().weight
	s.top().weight = 0
}

func (s *scanner) open(l level) {
	s.weigh(bracketWeight)
	l.offset = s.offset
	s.levels = append(s.levels, l)
	s.operand = false
}

// close closes the innermost bracket, where it is of that kind.
func (s *scanner) close(kind js.TokenType) {
	if s.top().kind != kind {
		if len(s.levels) == 1 && s.found.unmatched < 0 {
			s.found.unmatched = s.offset
		}
		s.operand = true
		return
	}
	s.end()
	s.closed = *s.top()
	s.levels = s.levels[:len(s.levels)-1]
	s.top().weight -= bracketWeight
	s.weight -= bracketWeight
	s.top().arrows = max(s.top().arrows, s.closed.arrows)
	s.operand = !s.closed.head && !s.closed.block
}

func (s *scanner) token(kind js.TokenType) {
	switch kind {
	case js.WhitespaceToken, js.LineTerminatorToken, js.CommentToken, js.CommentLineTerminatorToken, js.ErrorToken:
		return
	case js.OpenParenToken:
		if s.last == js.ImportToken {
			s.found.imports = append(s.found.imports, s.lastOffset)
		}
		head := s.last == js.IfToken || s.last == js.ForToken || s.last == js.WhileToken || s.last == js.WithToken
		s.open(level{kind: js.OpenParenToken, head: head})
	case js.OpenBracketToken, js.TemplateStartToken:
		s.open(level{kind: kind})
	case js.OpenBraceToken:
		if s.operand {
			s.end()
		}
		s.open(level{kind: kind, block: s.operand || s.startsStatement()})
	case js.CloseParenToken:
		s.close(js.OpenParenToken)
	case js.CloseBracketToken:
		s.close(js.OpenBracketToken)
	case js.CloseBraceToken:
		s.close(js.OpenBraceToken)
	case js.TemplateEndToken:
		s.close(js.TemplateStartToken)
	case js.TemplateMiddleToken:
		s.end()
		s.operand = false
	case js.SemicolonToken, js.CommaToken:
		s.end()
		s.operand = false
	case js.ArrowToken:
		s.arrow()
	case js.IncrToken, js.DecrToken:
		s.weigh(1) // what came before decides what comes after
	default:
		s.other(kind)
	}
	s.found.module = s.found.module || s.last == js.ImportToken && kind != js.OpenParenToken
	s.last, s.lastOffset = kind, s.offset
}

// startsStatement reports whether a { after the last token begins a block, where it is no operand's end.
func (s *scanner) startsStatement() bool {
	switch s.last {
	case js.SemicolonToken, js.OpenBraceToken, js.CloseBraceToken, js.CloseParenToken, js.ArrowToken, js.ElseToken, js.DoToken,
		js.TryToken, js.FinallyToken:
		return true
	}
	return false
}

func (s *scanner) arrow() {
	if s.last == js.CloseParenToken {
		s.top().arrows = max(s.top().arrows, s.closed.arrows+1)
		s.found.arrows = max(s.found.arrows, s.closed.arrows+1)
	}
	s.weigh(bracketWeight)
	s.operand = false
}

// other takes names, literals, keywords and operators. Two operands side by side belong to two statements.
func (s *scanner) other(kind js.TokenType) {
	name := js.IsIdentifierName(kind)
	isOperand := !js.IsOperator(kind) && !js.IsPunctuator(kind) && (!name || s.last == js.DotToken || !expectsOperand(kind))
	if name && s.last != js.DotToken && s.last != js.OptChainToken {
		if !goesOn(kind) && (s.operand || s.last == js.CloseBraceToken) {
			s.end()
		}
	}
	s.weigh(1)
	s.operand = isOperand
}

// goesOn reports whether a keyword goes on with what stands before it.
func goesOn(kind js.TokenType) bool {
	switch kind {
	case js.ElseToken, js.CatchToken, js.FinallyToken, js.InstanceofToken, js.InToken, js.OfToken:
		return true
	}
	return false
}

// expectsOperand reports whether an operand, or a statement, follows a keyword.
func expectsOperand(kind js.TokenType) bool {
	switch kind {
	case js.ThisToken, js.SuperToken, js.NullToken, js.TrueToken, js.FalseToken:
		return false
	case js.AwaitToken, js.YieldToken, js.AsyncToken:
		return true
	}
	return js.IsReservedWord(kind)
}
