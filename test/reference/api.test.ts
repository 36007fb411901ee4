import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import { handler } from '../../services/reference/api.ts';
import { referencePage } from '../../services/reference/page.ts';
import { apiEvent, lambdaContext } from '../shared/api-event.ts';

const get = async (path: string): Promise<APIGatewayProxyStructuredResultV2> =>
  await handler(apiEvent({ method: 'GET', path, claims: null }), lambdaContext);

test('the document is what lies in docs/', async () => {
  const { statusCode, headers, body = '' } = await get('/v1/openapi.json');
  expect(statusCode).toBe(200);
  expect(headers?.['Content-Type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(body)).toEqual(openapi);
});

test('the page names every operation, and loads nothing', async () => {
  const { statusCode, headers, body = '' } = await get('/v1/public/docs');
  expect(statusCode).toBe(200);
  expect(headers?.['Content-Type']).toBe('text/html; charset=utf-8');
  for (const [path, methods] of Object.entries(openapi.paths))
    for (const method of Object.keys(methods))
      expect(body).toContain(`<b>${method.toUpperCase()}</b> <code>${path}</code>`);
  expect(body.match(/<summary>Answer 20[01]<\/summary>/g)?.length).toBeGreaterThan(50);
  for (const name of Object.keys(openapi.components.schemas)) expect(body).toContain(`<h3 id="${name}">`);
  for (const [, name] of body.matchAll(/<a href="#(\w+)"/g)) expect(body).toContain(`<h3 id="${name}">`);
  expect(body).not.toMatch(/<script|<link|<img|src=/);
});

test('what stands in a description is text, never markup', () => {
  const operation = {
    tags: ['a'],
    description: '<b onclick=x>',
    parameters: [],
    responses: { 200: { content: { 'application/json': { schema: { title: '<i>' } } } } },
  };
  const page = referencePage({
    info: { title: 'T', description: 'D' },
    tags: [{ name: 'a' }],
    paths: { '/v1/a': { get: operation } },
    components: { schemas: {} },
  });
  expect(page).toContain('&lt;b onclick=x&gt;');
  expect(page).not.toContain('<i>');
});
