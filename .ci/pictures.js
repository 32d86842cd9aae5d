// Turns golden reports into pages that look like a comment on GitHub: node pictures.js FOLDER [NAME...], or --documents for the
// pictures of the documents.
"use strict";
const fs = require("fs");
const path = require("path");
const markdown = require("markdown-it")({ html: true, linkify: true });
const octicons = require("@primer/octicons");

const golden = path.join(__dirname, "../internal/report/testdata");
const maxHeight = 3000;
const alerts = {
  NOTE: ["note", "info"], TIP: ["tip", "light-bulb"], IMPORTANT: ["important", "report"],
  WARNING: ["warning", "alert"], CAUTION: ["caution", "stop"],
};

// A block of code in the language "diff" gets GitHub's colours.
markdown.options.highlight = (code, language) => {
  if (language !== "diff") return "";
  const kinds = { "+": "pl-mi1", "-": "pl-md", "@": "pl-mdr" };
  return code.split("\n").map((line) => {
    const text = markdown.utils.escapeHtml(line);
    const kind = kinds[line[0]];
    return kind ? `<span class="${kind}">${text}</span>` : text;
  }).join("\n");
};

// A quote whose first line is [!KIND] is an alert.
function withAlerts(html) {
  return html.replace(/<blockquote>\n<p>\[!(\w+)\](?:\n|<\/p>\n)([\s\S]*?)<\/blockquote>/g, (all, kind, body) => {
    if (!alerts[kind]) return all;
    const [name, icon] = alerts[kind];
    const svg = octicons[icon].toSVG({ class: "octicon mr-2" });
    const title = name[0].toUpperCase() + name.slice(1);
    const rest = body.startsWith("<ul>") ? body : "<p>" + body;
    return `<div class="markdown-alert markdown-alert-${name}"><p class="markdown-alert-title">${svg}${title}</p>${rest}</div>`;
  });
}

// A summary is what bears no comment's marker.
const heads = { comment: "<b>github-actions</b> <i>bot</i> commented now", summary: "<b>audit</b> summary" };

function page(html, theme, width, unfolded) {
  const css = fs.readFileSync(require.resolve(`github-markdown-css/github-markdown-${theme}.css`), "utf8");
  const [canvas, line, head, muted] = theme === "light"
    ? ["#ffffff", "#d1d9e0", "#f6f8fa", "#59636e"] : ["#0d1117", "#3d444d", "#151b23", "#9198a1"];
  const comment = (body) => `<div class="box"><div class="head">${heads[html.includes("<!-- auth0-hook-action: comment ") ? "comment" : "summary"]}</div>
<article class="markdown-body">${body}</article></div>`;
  const folds = unfolded && html.includes("<details>");
  const margin = width < 500 ? 8 : 24;
  return `<!doctype html><html><head><meta charset="utf-8"><title>0</title><style>${css}
body { margin: 0; padding: ${margin}px; background: ${canvas}; font-family: -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
.box { max-width: 920px; border: 1px solid ${line}; border-radius: 6px; margin-bottom: 24px; overflow: hidden; }
.head { background: ${head}; border-bottom: 1px solid ${line}; color: ${muted}; font-size: 14px; padding: 8px 16px; }
.head i { border: 1px solid ${line}; border-radius: 2em; font-size: 12px; font-style: normal; padding: 0 6px; }
.markdown-body { font-size: 14px; padding: 16px; }
.octicon { margin-right: 8px; vertical-align: text-bottom; }
</style></head><body>${comment(html)}${folds ? comment(html.replaceAll("<details>", "<details open>")) : ""}
<script>document.title = Math.min(${maxHeight}, document.documentElement.scrollHeight);</script></body></html>`;
}

const [folder, ...chosen] = process.argv.slice(2);
const pages = [];

// write makes one page of a golden report; the browser draws it.
function write(picture, name, theme, width, unfolded) {
  const html = withAlerts(markdown.render(fs.readFileSync(path.join(golden, name + ".md"), "utf8")));
  fs.writeFileSync(path.join(folder, `${picture}.html`), page(html, theme, width, unfolded));
  pages.push(`${picture} ${width}\n`);
}

if (chosen[0] === "--documents") {
  const documents = { comment: "updated", action: "moved", summary: "check-findings" };
  for (const [picture, name] of Object.entries(documents)) write(picture, name, "light", 960, false);
} else {
  const names = chosen.length ? chosen
    : fs.readdirSync(golden).filter((f) => f.endsWith(".md")).map((f) => f.slice(0, -3)).sort();
  for (const name of names) {
    for (const theme of ["light", "dark"]) {
      for (const width of [375, 1280]) write(`${name}-${theme}-${width}`, name, theme, width, true);
    }
  }
}
fs.writeFileSync(path.join(folder, "pages"), pages.join(""));
