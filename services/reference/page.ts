import * as z from 'zod';
import { type Html, html } from '../../shared/http/html.ts';

const parameterSchema = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: z.unknown(),
});

/** Of a success, what is answered; problems are references. */
const responseSchema = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() });

const operationSchema = z.object({
  tags: z.array(z.string()),
  description: z.string(),
  /** Those of this operation; headers that many share are references. */
  parameters: z.array(z.union([parameterSchema, z.object({ $ref: z.string() })])),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(z.string(), responseSchema),
});
type Operation = z.infer<typeof operationSchema>;

/** As much of our OpenAPI document as the page shows. */
const documentSchema = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{background:#f5f5f5;padding:.75rem;overflow:auto}
h3{margin:1.6rem 0 .2rem}h3 b{display:inline-block;min-width:3.2rem;color:#06c}
summary{cursor:pointer;color:#06c}`;

/**
 * The API as a page: its operations by service, with what they take and answer, and the shapes that answers share. No script and nothing from elsewhere.
 * @param openapi the OpenAPI document
 */
export function referencePage(openapi: unknown): string {
  const { info, tags, paths, components } = documentSchema.parse(openapi);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  );
  const sections = tags.map(
    ({ name }) => html`<h2>${name}</h2>
${operations.filter((operation) => operation.tags.includes(name)).map(shown)}`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${info.title} API</title><style>${{ markup: style }}</style></head>
<body><h1>${info.title} API</h1><p>${info.description}</p>
<p><a href="/v1/openapi.json">OpenAPI 3.1</a></p>
${sections}
<h2 id="shapes">Shapes</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<h3 id="${name}">${name}</h3>
${json(schema)}
`,
)}</body></html>`.markup;
}

function shown({ method, path, description, ...rest }: Operation & { method: string; path: string }): Html {
  const { parameters, requestBody, responses } = rest;
  const body = requestBody?.content['application/json']?.schema;
  return html`<h3><b>${method}</b> <code>${path}</code></h3>
<p>${description}</p>
${parameters.flatMap((one) => ('name' in one && one.in === 'query' ? [inQuery(one)] : []))}
${body === undefined ? null : folded('Body', body)}
${Object.entries(responses).flatMap(([status, { content }]) => (Number(status) < 400 ? [answered(status, content)] : []))}
<p>Answers: ${Object.keys(responses).join(', ')}</p>
`;
}

const json = (schema: unknown): Html => html`<pre>${JSON.stringify(schema, null, 2)}</pre>`;
const folded = (title: string, schema: unknown): Html =>
  html`<details><summary>${title}</summary>${json(schema)}</details>`;

/** What a success holds, with the way to the shapes that it names. */
function answered(status: string, content: z.infer<typeof responseSchema>['content'] = {}): Html {
  const schema = content['application/json']?.schema;
  if (schema === undefined) return html`<p>Answer ${status}: a page</p>`;
  const names = [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
  return html`${folded(`Answer ${status}`, schema)}${[...new Set(names)].map((name) => html`<a href="#${name}">${name}</a> `)}`;
}

const inQuery = ({ name, required, schema }: z.infer<typeof parameterSchema>): Html =>
  html`<p><code>?${name}</code>${required ? ' (required)' : ''}: <code>${JSON.stringify(schema)}</code></p>
`;
