import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { expectStatus } from '../../infra/local/callers.ts';
import { enter } from '../../infra/local/story/stage.ts';
import { allowances } from '../../shared/http/allowances.ts';

const stage = inject('stage');
const HOME = 'yunshan-1-1-101';

it('a home that reports again and again is asked to wait; its flood is taken all the same', async () => {
  const owner = await enter(stage, 'he-jun');
  const report = (description: string, key?: string) =>
    owner.post('/v1/requests', { premisesId: HOME, description }, key);
  const key = randomUUID();
  const first = expectStatus(await report('阳台推拉门有点紧', key), 201).body;
  let taken = 1;
  let refused = await report('阳台推拉门有点紧');
  // The hour may end in between: then as many again.
  for (; refused.status !== 429 && taken <= 2 * allowances.reports.most; taken++)
    refused = await report('阳台推拉门有点紧');
  expect(taken).toBeGreaterThanOrEqual(allowances.reports.most);
  expect(refused).toMatchObject({ status: 429, body: { type: 'urn:guanjia:problem:too-many-requests' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

  expect(expectStatus(await report('厨房水管爆裂'), 201).body).toMatchObject({ urgent: true });
  expect(expectStatus(await report('阳台推拉门有点紧', key), 201).body.id).toBe(first.id);
});
