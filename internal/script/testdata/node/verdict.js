// Reads scripts from standard input, each a JSON string on a line, and writes for each whether Node takes it as a
// function's body: true or false. The statement before it is what the platforms have there.
const lines = require('node:fs').readFileSync(0, 'utf8').trimEnd().split('\n');
for (const line of lines) {
  let valid = true;
  try {
    new Function('void 0;\n' + JSON.parse(line));
  } catch {
    valid = false;
  }
  console.log(valid);
}
