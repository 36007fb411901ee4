import type { Operation } from '../../shared/http/operation.ts';
import { type ProblemCode, problems, problemType } from '../../shared/http/problem.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

const PROBLEM = 'application/problem+json';

/**
 * The OpenAPI 3.1 document of the role tables.
 * @param tables operations by the name of their service
 */
export function openapiDocument(tables: Readonly<Record<string, readonly Operation[]>>) {
  const paths: Record<string, Record<string, object>> = {};
  for (const [service, operations] of Object.entries(tables))
    for (const operation of operations)
      paths[operation.path] = {
        ...paths[operation.path],
        [operation.method.toLowerCase()]: described(service, operation),
      };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Guanjia 管家',
      version: '1',
      description:
        'Customer service of a property company. A row that the caller may not see answers like one that does not ' +
        'exist. Repeating a POST with the same Idempotency-Key and body within 24 hours gives the first answer again. ' +
        'What a household writes is counted: beyond the limit it gets 429 with Retry-After, and nothing is done. ' +
        'The gateway itself answers 401, 413, 429 and 503 with a plain `message` instead of a problem document.',
    },
    tags: Object.keys(tables).map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From the company’s issuer' },
      },
      schemas: { Problem: problemSchema },
      parameters: headers,
      responses: problemResponses(),
    },
  };
}

const headers = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Chosen by the caller, one for each act; repeated when the act is sent again',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The version that is edited, as `ETag` and `version` told it; 0 for what must not exist yet',
    schema: { type: 'string', pattern: '^"?\\d{1,9}"?$' },
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: 'Texts are Chinese unless English is preferred',
    schema: { type: 'string' },
  },
} as const;

/** RFC 9457 */
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'instance'],
  properties: {
    type: { type: 'string', enum: codes().map(problemType), description: 'Stable; branch on this' },
    title: { type: 'string', description: 'For people, in the language of the call' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Names this call to the company; also in X-Correlation-Id' },
    workOrderStatus: { type: 'string', description: 'Of a work order with which this is not possible: its status' },
    since: { type: 'string', description: 'Since when it has it' },
    assigneeStaffId: { type: ['string', 'null'], description: 'Who has it' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'reason'],
        properties: {
          path: { type: 'string', description: 'JSON pointer into body or query; empty for the whole' },
          reason: { type: 'string' },
        },
      },
    },
  },
} as const;

function codes(): ProblemCode[] {
  return Object.keys(problems).filter((code): code is ProblemCode => code in problems);
}

/** One response per status that a problem can have. */
function problemResponses(): Record<string, object> {
  const content = { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } };
  const statuses = new Set(codes().map((code) => problems[code].status));
  return Object.fromEntries(
    [...statuses].map((status): [string, object] => {
      const said = codes().filter((code) => problems[code].status === status);
      const description = said.map((code) => `\`${problemType(code)}\`: ${problems[code].title.en}`).join('; ');
      return [
        `Problem${status}`,
        status === 429
          ? { description: `${description}. ${GATEWAYS_OWN}`, content: { ...content, 'application/json': {} } }
          : { description, content },
      ];
    }),
  );
}

const GATEWAYS_OWN = 'Or more calls than the company’s API takes: then answered by the gateway, with a plain `message`';

/** Which problems a call of this operation can meet. What is foreign is not found, also where query or body name it. */
function problemStatuses({ method, path, roles, query, body }: Operation): number[] {
  const writes = method !== 'GET';
  return [
    ...(writes ? [400, 409, 413, 415] : []),
    ...(roles === 'signed-link' ? [] : [401, 403]),
    ...(path.includes('{') || query || body ? [404] : []),
    ...(method === 'PUT' ? [412, 428] : []),
    ...(query || body || method === 'POST' ? [422] : []),
    ...[429, 500, 503],
  ].toSorted((a, b) => a - b);
}

function described(service: string, operation: Operation): object {
  const { method, path, roles, ownership, body, success = 200, page = false } = operation;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      schema: propertiesOf(operation, 'params').properties[name] ?? { type: 'string' },
    })),
    ...queryParameters(operation),
    ...(method === 'POST' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(method === 'PUT' ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
    { $ref: '#/components/parameters/AcceptLanguage' },
  ];
  const html = { 'text/html': { schema: { type: 'string' } } };
  const responses = problemStatuses(operation).map((status): [string, object] => {
    const ref = { $ref: `#/components/responses/Problem${status}` };
    return [String(status), page && status === 404 ? { description: 'A page that says so', content: html } : ref];
  });
  return {
    operationId: operationId(method, path),
    tags: [service],
    description: `Open to ${roles === 'signed-link' ? 'whoever has the link' : roles.join(', ')}. Reaches ${ownership}.`,
    'x-roles': roles,
    'x-ownership': ownership,
    security: roles === 'signed-link' ? [] : [{ bearer: [] }],
    parameters,
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(body) } } } }),
    responses: {
      [success]: { description: 'Done', content: page ? html : { 'application/json': { schema: { type: 'object' } } } },
      ...Object.fromEntries(responses),
    },
  };
}

function queryParameters(operation: Operation): object[] {
  const { properties, required } = propertiesOf(operation, 'query');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    schema,
  }));
}

/** The fields of the path's or query's schema, which is an object: a name in a URL has one value. */
function propertiesOf(operation: Operation, part: 'params' | 'query') {
  const schema = operation[part];
  if (!schema) return { properties: {}, required: [] };
  const { type, properties = {}, required = [] } = jsonSchemaOf(schema);
  if (type !== 'object') throw new Error(`${operation.method} ${operation.path}: ${part} is not one object`);
  const fields: Record<string, JsonSchema | boolean> = properties;
  return { properties: fields, required };
}

/** `POST /v1/requests/{id}/give-feedback` → `postRequestsIdGiveFeedback` */
const operationId = (method: string, path: string): string =>
  method.toLowerCase() +
  (path.replace('/v1', '').match(/\w+/g) ?? []).map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('');
