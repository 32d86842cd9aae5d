package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"auth0-hook-action/internal/tenant"
)

// conversions say what became of each hook file.
func (p page) conversions() string {
	if len(p.Conversions) == 1 {
		c := p.Conversions[0]
		if c.Result == "" || c.To == "" {
			return "" // the error says why, or it is native already
		}
		return bullets(append([]string{p.label("Result") + p.conversionResult(c)}, p.conversion(c)...))
	}
	columns := []string{"Hook file", "Native Action", "Lines", "Result"}
	rows := []string{row(columns), row([]string{"---", "---", "---:", "---"})}
	var packages []string
	for _, c := range p.Conversions {
		result := p.conversionResult(c)
		if c.To != "" && c.Result != "" && !c.Written {
			result += " · there already"
		}
		lines := ""
		if c.Lines > 0 {
			lines = fmt.Sprint(c.Lines)
		}
		rows = append(rows, row([]string{cell(p.file(c.From)), cell(p.target(c)), lines, cell(result)}))
		if text := p.toDeclare(c); text != "" {
			packages = append(packages, text)
		}
	}
	if len(rows) == 2 {
		return ""
	}
	return join(strings.Join(rows, "\n"), bullets(packages))
}

// conversion is what a conversion wrote and what that needs, as items of a list.
func (re renderer) conversion(c Conversion) []string {
	if c.Result == "" || c.To == "" {
		return nil
	}
	written := "written, " + plural(c.Lines, "line")
	if !c.Written {
		written = "there already, with the same text"
	}
	items := []string{re.label("File") + re.code(c.To) + ", " + written}
	if text := re.toDeclare(c); text != "" {
		items = append(items, text)
	}
	return items
}

// toDeclare is the line that declares an Action's packages, ready to paste: an input of the step, or a field of the hook's
// entry. A YAML file takes JSON too.
func (re renderer) toDeclare(c Conversion) string {
	if c.To == "" || len(c.Dependencies) == 0 {
		return ""
	}
	value, err := json.Marshal(c.Dependencies)
	if err != nil {
		panic(err) // of texts
	}
	switch {
	case c.Description == "":
		return re.label("To add to the step") + re.paste("dependencies: '"+string(value)+"'")
	case strings.HasSuffix(c.Description, ".json"):
		return re.label("To add to "+re.code(c.Description)) + re.paste(`"dependencies": `+string(value))
	}
	return re.label("To add to the entry of "+re.code(c.From)+" in "+re.code(c.Description)) + re.paste("dependencies: "+string(value))
}

func (re renderer) conversionResult(c Conversion) string {
	switch c.Result {
	case "":
		return "❌ not converted"
	case "idiomatic":
		return "idiomatic Action"
	case "adapter":
		return "adapter: " + re.prose(c.Why) + " (" + re.fileAt(fmt.Sprintf("line %d", c.Line), c.From, c.Line) + ")"
	}
	return re.prose(c.Result)
}

// target names the Action that a conversion made. It is not part of any commit yet, so there is no link.
func (re renderer) target(c Conversion) string {
	if c.To == "" || c.Result == "" {
		return "–"
	}
	return re.code(c.To)
}

// export lists the files that an export wrote and removed, and the block that the workflow needs for them.
func (p page) export() string {
	if p.Mode != tenant.ModeExport {
		return ""
	}
	paste := ""
	if p.Paste != "" {
		lines := strings.Split(strings.TrimRight(p.redact(p.Paste).String(), "\n"), "\n")
		for i := range lines {
			lines[i] = scriptLine(lines[i])
		}
		paste = "The files have markers. Paste this into the step that deploys them, and fill in the values:\n\n" + block("yaml", lines)
	}
	return join(paste, p.fileList("written", p.Files), p.fileList("removed", p.Removed))
}

func (p page) fileList(what string, files []string) string {
	var items []string
	for _, f := range files {
		items = append(items, p.code(f))
	}
	return fold(plural(len(items), "file")+" "+what, bullets(items))
}
