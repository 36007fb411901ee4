import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openapiDocument } from '../../infra/reference/openapi.ts';
import { roleTables } from '../../infra/reference/role-tables.ts';
import { operation } from '../../shared/http/operation.ts';
import { textSchema } from '../../shared/i18n/text.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import { personalStores } from '../directory/people-store.ts';

const handle = async () => ({ status: 200, body: {} });
const text = { zh: '字', en: 'word' };
const document = openapiDocument({
  notes: [
    operation({
      method: 'POST',
      path: '/v1/notes/{id}/send-off',
      roles: ['agent', 'manager'],
      ownership: 'notes of the caller',
      params: z.object({ id: z.string().max(9) }),
      body: z.strictObject({ text: z.string().trim().min(1).max(20), times: z.coerce.number().int().optional() }),
      success: 201,
      answer: z.strictObject({
        id: z.string().max(9),
        at: instantSchema,
        note: z.string().optional().describe('Maybe'),
      }),
      handle: async () => ({ status: 201, body: { id: 'a', at: '2026-11-25T02:00:00.000Z' } }),
    }),
    operation({
      method: 'PUT',
      path: '/v1/notes/{id}',
      roles: ['agent'],
      ownership: 'all',
      body: z.strictObject({}),
      answer: z.object({ name: textSchema, names: z.array(textSchema.nullable()) }),
      handle: async () => ({ status: 200, body: { name: text, names: [] } }),
    }),
    operation({
      method: 'GET',
      path: '/v1/notes',
      roles: ['agent'],
      ownership: 'all',
      query: z.strictObject({ limit: z.coerce.number().int().max(100).default(50), of: z.string() }),
      answer: z.unknown(),
      handle,
    }),
    operation({
      method: 'GET',
      path: '/v1/public/notes/{token}',
      roles: 'signed-link',
      ownership: 'the one',
      answer: 'page',
      handle: async () => ({ status: 200, body: '<p>' }),
    }),
  ],
});
const { paths } = document;

test('a POST: path, body, key, who may, and every answer', () => {
  expect(paths['/v1/notes/{id}/send-off']?.post).toMatchObject({
    operationId: 'postNotesIdSendOff',
    tags: ['notes'],
    description: 'Open to agent, manager. Reaches notes of the caller.',
    'x-roles': ['agent', 'manager'],
    security: [{ bearer: [] }],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 9 } },
      { $ref: '#/components/parameters/IdempotencyKey' },
      { $ref: '#/components/parameters/AcceptLanguage' },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { text: { type: 'string', minLength: 1, maxLength: 20 }, times: { type: 'integer' } },
            required: ['text'],
            additionalProperties: false,
          },
        },
      },
    },
  });
  expect(answersOf('/v1/notes/{id}/send-off', 'post')).toEqual(
    [201, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503].map(String),
  );
});

test('what is answered: as it is sent, with room for more fields, and shared shapes by their name', () => {
  expect(answered('/v1/notes/{id}/send-off', 'post', '201')).toEqual({
    type: 'object',
    properties: {
      id: { type: 'string', maxLength: 9 },
      at: { $ref: '#/components/schemas/Instant' },
      note: { type: 'string', description: 'Maybe' },
    },
    required: ['id', 'at'],
  });
  expect(answered('/v1/notes/{id}', 'put', '200')).toMatchObject({
    properties: {
      name: { $ref: '#/components/schemas/Text' },
      names: { items: { anyOf: [{ $ref: '#/components/schemas/Text' }, { type: 'null' }] } },
    },
  });
  expect(Object.keys(document.components.schemas)).toEqual(['Instant', 'Problem', 'Text']);
});

test('an answer whose schema would change it is refused', () => {
  const answer = z.object({ at: z.string().transform((at) => at.length) });
  const odd = operation({
    method: 'GET',
    path: '/v1/odd',
    roles: ['agent'],
    ownership: 'all',
    answer,
    handle: async () => ({ status: 200, body: { at: 1 } }),
  });
  expect(() => openapiDocument({ odd: [odd] })).toThrow();
});

test('a PUT names the version it edits, and needs no key', () => {
  expect(paths['/v1/notes/{id}']?.put).toMatchObject({
    parameters: [{ name: 'id' }, { $ref: '#/components/parameters/IfMatch' }, {}],
  });
  expect(answersOf('/v1/notes/{id}', 'put')).toEqual(expect.arrayContaining(['200', '412', '428']));
});

test('a GET: its query, with defaults and what is required; nothing of writing', () => {
  expect(paths['/v1/notes']?.get).toMatchObject({
    parameters: [
      { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100, default: 50 } },
      { name: 'of', in: 'query', required: true, schema: { type: 'string' } },
      {},
    ],
  });
  expect(answersOf('/v1/notes', 'get')).toEqual([200, 401, 403, 404, 422, 429, 500, 503].map(String));
});

test('behind a signed link: a page, without a token', () => {
  expect(paths['/v1/public/notes/{token}']?.get).toMatchObject({
    security: [],
    responses: { 200: { content: { 'text/html': {} } }, 404: { content: { 'text/html': {} } } },
  });
  expect(answersOf('/v1/public/notes/{token}', 'get')).not.toContain('401');
});

test('a query that is not one object cannot be described and is refused', () => {
  const query = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]);
  const answer = z.unknown();
  const odd = operation({ method: 'GET', path: '/v1/odd', roles: ['agent'], ownership: 'all', query, answer, handle });
  expect(() => openapiDocument({ odd: [odd] })).toThrow('GET /v1/odd: query is not one object');
});

describe('of the whole product', () => {
  const product = openapiDocument(roleTables(documentClient(), 'none', personalStores(documentClient()), () => 'none'));
  const text = JSON.stringify(product);

  test('every reference leads somewhere', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(100);
    const { components } = z
      .object({ components: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(product);
    expect(references.filter(([, kind = '', name = '']) => components[kind]?.[name] === undefined)).toEqual([]);
    expect(text.match(/"\$ref"/g)).toHaveLength(references.length);
  });

  test('operations have names of their own', () => {
    const names = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    expect(new Set(names).size).toBe(names.length);
  });
});

function answered(path: string, method: string, status: string): unknown {
  const { responses } = z
    .object({ responses: z.record(z.string(), z.object({ content: z.unknown().optional() })) })
    .parse(document.paths[path]?.[method]);
  return z.object({ 'application/json': z.object({ schema: z.unknown() }) }).parse(responses[status]?.content)[
    'application/json'
  ].schema;
}

function answersOf(path: string, method: string): string[] {
  const { responses } = z
    .object({ responses: z.record(z.string(), z.unknown()) })
    .parse(document.paths[path]?.[method]);
  return Object.keys(responses);
}
