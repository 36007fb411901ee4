import { describe, expect, test } from 'vitest';
import type { CommunityKind } from '../../services/directory/contract/records.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  directoryOf,
  elsewhere,
  intake,
  neighbour,
  owner,
  premises,
  publishedPolicies,
  standardArrives,
  strangerAgent,
  TABLE,
} from './samples.ts';

const { reset } = memoryTable();
capturedLines();

/** A company anew, with its one community of a kind. */
async function of(kind: CommunityKind) {
  reset();
  const service = intake({ directory: directoryOf([premises], { kind }) });
  await standardArrives(service.store);
  return apiOf(service.operations, TABLE);
}

const noise = { premisesId: premises.id, description: '楼上噪音太大' };
const codes = (body: unknown): string[] =>
  (body as { types: { categories: { code: string }[] }[] }).types.flatMap((type) =>
    type.categories.map(({ code }) => code),
  );

describe('R026: what exists differs by the kind of the community', () => {
  test('where people live a neighbour’s noise is its own category; elsewhere the words say no such thing', async () => {
    const report = async (kind: CommunityKind) =>
      (await (await of(kind))('POST', '/v1/requests', { as: owner, body: noise })).body;
    expect(await report('residential')).toMatchObject({ category: 'neighbour', urgent: true });
    const elsewhere = await report('industrial');
    expect(elsewhere).not.toMatchObject({ category: 'neighbour' });
    expect(elsewhere).toMatchObject({ urgent: false });
  });

  test('nor can staff choose it there, at the receipt or later', async () => {
    const api = await of('commercial');
    const named = await api('POST', '/v1/requests', { as: agent, body: { ...noise, category: 'neighbour' } });
    expect(named.status).toBe(422);
    await api('POST', '/v1/requests', { as: agent, body: noise });
    const body = { category: 'neighbour' };
    expect((await api('POST', '/v1/requests/request-1/reclassify', { as: agent, body })).status).toBe(422);
  });

  test('a form offers what exists at the place', async () => {
    const list = async (kind: CommunityKind, as: Principal, query: Record<string, string>) =>
      (await (await of(kind))('GET', '/v1/categories', { as, query })).body;
    const here = { premisesId: premises.id };
    expect(codes(await list('residential', agent, here))).toContain('neighbour');
    const there = codes(await list('commercial', agent, here));
    expect(there).not.toContain('neighbour');
    expect(there).toContain('complaint-other');
    expect(codes(await list('commercial', agent, {}))).toContain('neighbour');
  });

  test('foreign premises are told like unknown ones', async () => {
    const api = await of('commercial');
    for (const premisesId of [premises.id, 'none'])
      expect((await api('GET', '/v1/categories', { as: neighbour, query: { premisesId } })).status).toBe(422);
  });

  test('and so may the standard: a community’s own policy holds there and nowhere else', async () => {
    reset();
    const service = intake({ directory: directoryOf([premises, elsewhere], { kind: 'industrial' }) });
    const api = apiOf(service.operations, TABLE);
    await standardArrives(service.store);
    const urgent = publishedPolicies.find(({ policyId }) => policyId === 'repair.urgent');
    if (!urgent) throw new Error('no policy of urgent repairs');
    const clocks = urgent.policy.clocks.map((clock) =>
      clock.kind === 'arrival' ? { ...clock, limit: 'PT5M' } : clock,
    );
    const policyId = 'repair.urgent@yunshan';
    const policy = { ...urgent.policy, id: policyId, communityId: 'yunshan', clocks };
    await service.store.keepPolicy({ policyId, version: 1, policy });
    const promised = async (as: Principal, premisesId: string) =>
      (await api('GET', '/v1/promises', { as, query: { premisesId, category: 'flooding' } })).body;
    expect(await promised(agent, premises.id)).toMatchObject({ text: '5 分钟内到场' });
    expect(await promised(strangerAgent, elsewhere.id)).toMatchObject({ text: '10 分钟内到场' });
  });
});
