'use strict';
// Nothing here is wrong, though some of it looks so: braces in strings, in templates and in regular expressions, a
// function that is returned, names that are keywords elsewhere.
const re = /[/}{("'`]\/(?<name>a|b)/giu;
const text = `} ${re.test('}') ? `{${'`'}` : /}/.source} {`;
let of = 4, async = 2, get = 1;
const ratio = (of / async) / get / 1;
if (ratio) /}/.test(text);
label: for (const i of [1, 2]) { if (i / 2) continue label; }
var octal = 010, undefined_ = void 0;
with ({ a: 1 }) { a++; }
/* } */ // }
return async function handler(user, { connection }, callback) {
  await null;
  const done = callback;
  done?.(null, { text, octal, undefined_, connection, user });
}
