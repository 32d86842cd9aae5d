// node openapi.js FOLDER DESCRIPTION < exchanges.json
// Holds requests and answers against one of the descriptions of GitHub's REST API in the npm packages below FOLDER, and
// prints what is wrong with them: [{"exchange": 3, "problem": "…"}, …].
const fs = require('fs');
const path = require('path');

const [folder, name] = process.argv.slice(2);
const load = (file) => require(path.join(folder, 'node_modules', file));
const Ajv = load('ajv').default;

// nullable without a type is OpenAPI 3.0's way to say "or null", which JSON Schema says otherwise.
const plain = (schema) => {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, plain(value)]));
  if (copy.nullable !== true || copy.type) return copy;
  delete copy.nullable;
  return { anyOf: [{ type: 'null' }, copy] };
};

const description = plain(load(`@octokit/openapi/generated/${name}.json`));
const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
load('ajv-formats').default(ajv);
ajv.addSchema(description, 'github');

// check gives what is wrong with a value by the schema at a place of the description.
const check = (place, value) => {
  const pointer = place.map((part) => '/' + encodeURIComponent(String(part).replace(/~/g, '~0').replace(/\//g, '~1'))).join('');
  const validate = ajv.getSchema('github#' + pointer) || ajv.compile({ $ref: 'github#' + pointer });
  return validate(value) ? [] : validate.errors.map((e) => `${e.instancePath || 'it'} ${e.message}`);
};

// follow resolves a reference: [place, what stands there].
const follow = (place) => {
  const found = place.reduce((at, key) => at && at[key], description);
  return found && found.$ref ? follow(found.$ref.slice(2).split('/')) : [place, found];
};

// find gives the path template and the values in the path.
const templates = Object.keys(description.paths).map((template) => {
  const names = [];
  const form = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (_, n) => { names.push(n); return '([^/]+)'; });
  return { template, names, form: new RegExp(`^${form}$`) };
});
const find = (request) => {
  const fits = templates.filter((t) => t.form.test(request) && t.template).sort((a, b) => a.names.length - b.names.length)[0];
  return fits && { ...fits, values: fits.form.exec(request).slice(1).map(decodeURIComponent) };
};

// typed reads a text of a path or a query as its schema wants it.
const typed = (text, schema) => (schema && schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text);

function parameters(operation, found, query) {
  const problems = [];
  const given = new Map([...found.names.map((n, i) => [`path ${n}`, found.values[i]]), ...[...new URLSearchParams(query)].map(([n, v]) => [`query ${n}`, v])]);
  for (const index of (operation.at.parameters || []).keys()) {
    const [place, parameter] = follow([...operation.place, 'parameters', index]);
    const key = `${parameter.in} ${parameter.name}`;
    if (given.has(key)) {
      const [, schema] = follow([...place, 'schema']);
      problems.push(...check([...place, 'schema'], typed(given.get(key), schema)).map((p) => `${key}: ${p}`));
    } else if (parameter.required) {
      problems.push(`${key} is missing`);
    }
    given.delete(key);
  }
  return problems.concat([...given.keys()].filter((key) => key.startsWith('query')).map((key) => `${key} is not described`));
}

function requestBody(operation, text) {
  if (!operation.at.requestBody) return text ? ['it has a body'] : [];
  const place = [...operation.place, 'requestBody', 'content', 'application/json', 'schema'];
  const [, schema] = follow(place);
  const body = JSON.parse(text);
  const unknown = Object.keys(body).filter((key) => !(key in schema.properties));
  return check(place, body).concat(unknown.map((key) => `${key} is not described`));
}

// Every endpoint may answer these, whether it says so or not.
const everywhere = ['400', '401', '403', '404', '422', '429'];

function answer(operation, status, text) {
  const [place, response] = follow([...operation.place, 'responses', status]);
  if (!response) {
    return everywhere.includes(status) ? check(['components', 'schemas', 'basic-error'], JSON.parse(text)) : [`status ${status} is not described`];
  }
  if (!response.content) return text ? ['it has a body'] : [];
  return check([...place, 'content', 'application/json', 'schema'], JSON.parse(text));
}

function problems(e) {
  const found = find(e.path);
  const method = e.method.toLowerCase();
  if (!found || !description.paths[found.template][method]) return [`there is no ${e.method} ${e.path}`];
  const place = ['paths', found.template, method];
  const operation = { place, at: description.paths[found.template][method] };
  // What the test itself sends may be wrong on purpose: then the answer alone is looked at.
  const sent = e.onPurpose ? [] : [...parameters(operation, found, e.query), ...requestBody(operation, e.body)];
  return [...sent.map((p) => `request: ${p}`), ...answer(operation, String(e.status), e.answer).map((p) => `answer ${e.status}: ${p}`)];
}

const exchanges = JSON.parse(fs.readFileSync(0, 'utf8'));
console.log(JSON.stringify(exchanges.flatMap((e, exchange) => problems(e).map((problem) => ({ exchange, problem })))));
