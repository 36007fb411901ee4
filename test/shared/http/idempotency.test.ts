import { DynamoDBDocumentClient, GetCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { httpHandler } from '../../../shared/http/handler.ts';
import { type Answer, operation } from '../../../shared/http/operation.ts';
import { Problem } from '../../../shared/http/problem.ts';
import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { ConcurrentChange, KeyTaken } from '../../../shared/journal/errors.ts';
import { capturedLines } from '../captured-lines.ts';
import { AUDIENCE, type CallOptions, caller, ISSUER } from './call.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));
capturedLines();
const dynamo = mockClient(DynamoDBDocumentClient);
const DAY = 24 * 3600;

/** The once-records that stand in the table. */
const records = new Map<string, Record<string, unknown>>();
const store = ({ Put }: TransactItem): void => {
  records.set(String(Put?.Item?.pk), Put?.Item ?? {});
};
let sub = 'sub-1';
const run = vi.fn<(remember: (answer: Answer) => TransactItem) => Promise<Answer>>();
const created: Answer = { status: 201, body: { number: 'BX0001' } };
const post = (path: `/v1/${string}`) =>
  operation({
    method: 'POST',
    path,
    roles: ['owner'],
    ownership: 'own',
    answer: z.unknown(),
    body: z.strictObject({ text: z.string() }),
    handle: async ({ remember }) => await run(remember),
  });
const send = caller(
  httpHandler([post('/v1/requests'), post('/v1/requests/{id}/cancel')], {
    doc: documentClient(),
    table: 'requests',
    token: { issuer: ISSUER, audience: AUDIENCE, tokenUse: 'access' },
    principalOf: async () => ({
      sub,
      roles: ['owner'],
      staffId: null,
      personId: 'p1',
      premisesIds: [],
      communityIds: [],
    }),
  }),
);
const report = async (text: string, options: CallOptions & { key?: string; path?: string } = {}) =>
  await send('POST', options.path ?? '/v1/requests', {
    body: { text },
    headers: { 'idempotency-key': options.key ?? 'k1' },
    ...options,
  });

beforeEach(() => {
  dynamo.reset();
  records.clear();
  sub = 'sub-1';
  dynamo.on(GetCommand).callsFake(({ Key }) => ({ Item: records.get(Key.pk) }));
  run.mockReset().mockImplementation(async (remember) => {
    store(remember(created));
    return created;
  });
});

describe('a POST', () => {
  test('without Idempotency-Key: 400, and nothing runs', async () => {
    const reply = await send('POST', '/v1/requests', { body: { text: 'a' } });
    expect(reply.status).toBe(400);
    expect(reply.json.type).toBe('urn:guanjia:problem:idempotency-key-missing');
    expect(run).not.toHaveBeenCalled();
  });

  test.each(['has space', '钥匙', 'x'.repeat(256), 'tab\t'])('with the key %j: 400', async (key) => {
    expect((await report('a', { key })).status).toBe(400);
  });

  test('that is sent again gets the answer of the first, without running again', async () => {
    const first = await report('a');
    const again = await report('a');
    expect(first.status).toBe(201);
    expect([again.status, again.json]).toEqual([201, created.body]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('that is sent again gets the headers of the first answer as well', async () => {
    const withHeaders = { ...created, headers: { ETag: '"1"', Location: '/v1/requests/r1' } };
    run.mockImplementation(async (remember) => {
      store(remember(withHeaders));
      return withHeaders;
    });
    await report('a');
    expect((await report('a')).headers).toMatchObject(withHeaders.headers);
  });

  test('whose answer has no body is remembered too', async () => {
    const empty: Answer = { status: 204, body: undefined };
    run.mockImplementation(async (remember) => {
      store(remember(empty));
      return empty;
    });
    await report('a');
    const again = await report('a');
    expect([again.status, again.text]).toEqual([204, '']);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('with the same key and another body: 422, and nothing runs', async () => {
    await report('a');
    const reply = await report('b');
    expect(reply.status).toBe(422);
    expect(reply.json.type).toBe('urn:guanjia:problem:key-reused');
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('with the same key is another call for another person, another path and another key', async () => {
    await report('a');
    await report('a', { path: '/v1/requests/r1/cancel' });
    await report('a', { path: '/v1/requests/r2/cancel' });
    await report('a', { key: 'k2' });
    sub = 'sub-2';
    await report('a');
    expect(run).toHaveBeenCalledTimes(5);
    expect(records.size).toBe(5);
  });
});

describe('the record', () => {
  const put = (): Partial<PutCommandInput> => [...records.values()][0] ?? {};

  test('is kept for a day and holds neither key nor person nor body', async () => {
    await report('厨房漏水');
    const record = JSON.stringify(put());
    expect(record).not.toMatch(/k1|sub-1|厨房|requests/);
    expect(put()).toMatchObject({
      pk: expect.stringMatching(/^idempotency#[0-9a-f]{64}$/),
      sk: 'record',
      status: 201,
      answer: JSON.stringify(created.body),
    });
    const expiresAt = Number(Object.entries(put()).find(([name]) => name === 'expiresAt')?.[1]);
    expect(expiresAt - Date.now() / 1000).toBeGreaterThan(DAY - 60);
    expect(expiresAt - Date.now() / 1000).toBeLessThanOrEqual(DAY);
  });

  test('that is over counts no more, even if TTL has not deleted it: the call runs and writes a new one', async () => {
    await report('a');
    const [pk, record] = [...records][0] ?? ['', {}];
    records.set(pk, { ...record, expiresAt: Math.floor(Date.now() / 1000) });
    let condition: TransactItem['Put'];
    run.mockImplementation(async (remember) => {
      condition = remember(created).Put;
      return created;
    });
    expect((await report('b')).status).toBe(201);
    expect(run).toHaveBeenCalledTimes(2);
    expect(condition).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': expect.any(Number) },
    });
  });
});

describe('the same call twice at the same time', () => {
  /** Somebody else commits the same call between our look at the record and our write. */
  const beaten = (error: Error) =>
    run.mockImplementationOnce(async (remember) => {
      store(remember(created));
      throw error;
    });

  test.each([
    ['the record is taken when we write', new KeyTaken('done')],
    ['the state has changed when we write', new ConcurrentChange('1')],
    ['the state has changed when we read, so that the act seems impossible', new Problem('state-conflict')],
  ])('%s: the stored answer', async (_name, error) => {
    beaten(error);
    const reply = await report('a');
    expect([reply.status, reply.json]).toEqual([201, created.body]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('the key was taken by another body: 422', async () => {
    await report('a');
    const record = [...records.values()][0];
    const pk = String(record?.pk);
    records.clear();
    run.mockImplementationOnce(async () => {
      records.set(pk, record ?? {});
      throw new KeyTaken('done');
    });
    expect((await report('b')).status).toBe(422);
  });

  test('a refusal stays a refusal when nobody has committed the call', async () => {
    run.mockRejectedValue(new Problem('state-conflict'));
    expect((await report('a')).status).toBe(409);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('an answer that never becomes readable: 503, to be sent again', async () => {
    run.mockRejectedValue(new KeyTaken('done'));
    const reply = await report('a');
    expect(reply.status).toBe(503);
    expect(run).toHaveBeenCalledTimes(5);
  });
});
