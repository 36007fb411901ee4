import type * as z from 'zod';
import type { Operation } from '../../shared/http/operation.ts';
import { describedAnswer } from './answers.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { problemResponses, problemSchema, problemStatuses } from './problems.ts';

/**
 * The OpenAPI 3.1 document of the role tables.
 * @param tables operations by the name of their service
 */
export function openapiDocument(tables: Readonly<Record<string, readonly Operation[]>>) {
  const paths: Record<string, Record<string, object>> = {};
  const schemas: Record<string, object> = { Problem: problemSchema };
  for (const [service, operations] of Object.entries(tables))
    for (const operation of operations)
      paths[operation.path] = {
        ...paths[operation.path],
        [operation.method.toLowerCase()]: described(service, operation, schemas),
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
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
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

const html = { 'text/html': { schema: { type: 'string' } } };

/** @param schemas to which the shapes of its answer are added */
function described(service: string, operation: Operation, schemas: Record<string, object>): object {
  const { method, path, roles, ownership, body, success = 200, answer } = operation;
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
  const responses = problemStatuses(operation).map((status): [string, object] => {
    const ref = { $ref: `#/components/responses/Problem${status}` };
    return [
      String(status),
      answer === 'page' && status === 404 ? { description: 'A page that says so', content: html } : ref,
    ];
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
      [success]: {
        description: 'Done',
        content: answer === 'page' ? html : { 'application/json': { schema: answered(answer, schemas) } },
      },
      ...Object.fromEntries(responses),
    },
  };
}

function answered(answer: z.ZodType, schemas: Record<string, object>): JsonSchema {
  const { schema, shapes } = describedAnswer(answer);
  Object.assign(schemas, shapes);
  return schema;
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
