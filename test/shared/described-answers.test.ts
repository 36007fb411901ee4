import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openapiDocument } from '../../infra/reference/openapi.ts';
import { operation } from '../../shared/http/operation.ts';
import { textSchema } from '../../shared/i18n/text.ts';
import { describedAnswers } from './described-answers.ts';

const path = '/v1/notes';
const answer = z.object({
  id: z.string(),
  title: textSchema,
  by: z.discriminatedUnion('type', [
    z.object({ type: z.literal('household') }),
    z.object({ type: z.literal('staff'), role: z.string().optional() }),
  ]),
  more: z.record(z.string(), z.number()),
});
const good = { id: 'n1', title: { zh: '字', en: 'word' }, by: { type: 'staff' }, more: { any: 1 } } as const;
const faultsOf = describedAnswers(
  openapiDocument({
    notes: [
      operation({
        method: 'GET',
        path,
        roles: ['agent'],
        ownership: 'all',
        answer,
        handle: async () => ({ status: 200, body: good }),
      }),
    ],
  }),
);
const judge = (body: unknown, status = 200, type = 'application/json; charset=utf-8') =>
  faultsOf('GET', path, { status, type, text: JSON.stringify(body) });

test('an answer as described has no fault', () => {
  expect(judge(good)).toEqual([]);
});

describe('an answer is found that', () => {
  test.each<[string, unknown]>([
    ['has a field too many', { ...good, phone: '1' }],
    ['has one too many in a shared shape', { ...good, title: { ...good.title, fr: 'mot' } }],
    ['has one too many in one of several', { ...good, by: { type: 'household', role: 'agent' } }],
    ['has a field too few', { ...good, id: undefined }],
    ['has another type somewhere', { ...good, more: { any: '1' } }],
    ['is nothing', null],
  ])('%s', (_name, body) => {
    expect(judge(body)).not.toEqual([]);
  });

  test('has a status or a media type that is not described', () => {
    expect(judge(good, 201)).not.toEqual([]);
    expect(judge(good, 412)).not.toEqual([]);
    expect(judge(good, 200, 'text/html')).not.toEqual([]);
  });

  test('is a problem that tells another status', () => {
    const problem = { type: 'urn:guanjia:problem:not-found', title: '未找到', status: 404, instance: 'urn:uuid:1' };
    expect(judge(problem, 403, 'application/problem+json')).toEqual(['a problem that tells another status']);
  });
});
