import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Fact, factSchema } from '../../services/sla/domain/facts.ts';
import { factReactions } from '../../services/sla/fact-reactions.ts';
import { type Envelope, envelopeSchema } from '../../shared/events/envelope.ts';

/** Of the golden samples: a request, and a work order for it. */
const REQUEST = '7c1f0f6e-5a0b-4a53-9f0a-2f3f1d9c4b11';
const ORDER = 'b2d4c8f0-1e7a-4c55-8f5e-90a1c7d3e622';
const AT = '2026-10-01T02:10:00.000Z';
const WAIT = `${ORDER}.wait-1`;

const sample = (name: string, data: object = {}): Envelope => {
  const file = new URL(`../events/samples/${name}.1.json`, import.meta.url);
  const event = envelopeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...event, data: { ...Object(event.data), ...data } };
};

/** What sla takes an event for. */
async function told(name: string, data: object = {}): Promise<{ requestId: string; fact: Fact; id: string }> {
  const taken: { requestId: string; fact: Fact }[] = [];
  const reactions = factReactions(async (requestId, fact) => void taken.push({ requestId, fact }));
  const event = sample(name, data);
  for (const reaction of reactions.filter((one) => one.name === name)) await reaction.run(event, AT, AT);
  const [first, ...others] = taken;
  if (!first || others.length > 0) throw new Error(`${taken.length} facts of ${name}`);
  return { ...first, id: event.id };
}

const classification = {
  categoryLabel: { zh: '水管爆裂、漏水', en: 'Burst pipe or flooding' },
  keyword: '水管爆裂',
  department: 'engineering',
  urgent: true,
};
const clocks = [expect.objectContaining({ kind: 'receipt', limit: 'PT1M' })];

describe('an event tells one fact, with its own id, of the request that it concerns', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['request.confirmed', { kind: 'taken', at: AT, staffId: 'wu-ting' }],
    ['request.answered', { kind: 'answered', at: AT, staffId: 'wu-ting' }],
    ['request.resolved', { kind: 'resolved', at: AT, staffId: 'wu-ting' }],
    ['request.feedback-given', { kind: 'feedback-given', at: AT, staffId: 'wu-ting' }],
    ['request.closed', { kind: 'closed', at: AT, staffId: 'wu-ting' }],
    ['request.cancelled', { kind: 'cancelled', at: AT }],
    ['request.consented', { kind: 'promised', at: AT, clocks: [expect.anything()] }],
    ['request.time-agreed', { kind: 'agreed', at: AT, clock: 'resolve', until: expect.stringMatching(/Z$/) }],
    [
      'request.reclassified',
      {
        ...{ kind: 'reclassified', at: AT, direction: 'raised', byAssignee: false, reason: null },
        ...{ by: { staffId: 'wu-ting', roles: ['agent'] }, classification, clocks },
      },
    ],
    ['request.reopened', { kind: 'reopened', at: AT, staffId: 'wu-ting', classification, clocks }],
    [
      'work-order.wait-approved',
      {
        ...{ kind: 'waiting-approved', at: AT, waitingId: WAIT, until: expect.stringMatching(/Z$/) },
        by: { staffId: expect.any(String), roles: ['manager'] },
      },
    ],
    ['work-order.quoted', { kind: 'quoted', at: '2026-11-25T02:20:00.000Z', staffId: 'li-ming' }],
    ['work-order.resumed', { kind: 'resumed', at: AT, pauseId: WAIT }],
    ['request-work.done', { kind: 'completed', at: AT, staffId: 'li-ming' }],
  ];

  it.each(cases)('%s', async (name, expected) => {
    const { requestId, fact, id } = await told(name);
    expect(requestId).toBe(REQUEST);
    expect(fact).toEqual({ id, ...expected });
    expect(factSchema.parse(fact)).toEqual(fact);
  });

  it.each(['assigned', 'accepted', 'arrived'])('work-order.%s', async (kind) => {
    const { fact, id } = await told(`work-order.${kind}`, {
      requestId: 'r-1',
      workOrderId: 'w-1',
      assigneeStaffId: 's',
    });
    expect(fact).toEqual({ id, kind, at: expect.stringMatching(/Z$/), workOrderId: 'w-1', staffId: 's' });
  });

  it('request.received', async () => {
    const { requestId, fact, id } = await told('request.received');
    const { data, subject } = sample('request.received');
    expect(requestId).toBe(subject.id);
    expect(fact).toMatchObject({ id, kind: 'received', requestId, at: Object(data).receivedAt });
    // What it carries beyond that is no matter of deadlines.
    expect(factSchema.parse(fact)).not.toHaveProperty('policyKey');
  });
});

describe('R062: a wait', () => {
  it('for a reason of ours is a wait with the words that the owner gets; time runs on', async () => {
    expect((await told('work-order.waiting')).fact).toMatchObject({
      ...{ kind: 'waiting', at: AT, waitingId: WAIT, reason: 'parts' },
      textToOwner: '需更换的阀门已订货，预计10月3日到货后上门更换。',
    });
  });

  it('for a reason of the owner’s is a pause until the appointment, or as long as was allowed then', async () => {
    const wait = { reason: 'owner-absent', appointment: '2026-10-02T02:00:00.000Z', maximum: 'P3D', textToOwner: null };
    expect((await told('work-order.waiting', wait)).fact).toMatchObject({
      ...{ kind: 'paused', pauseId: WAIT, reason: 'owner-absent', appointment: wait.appointment, maximum: 'P3D' },
    });
    const open = { ...wait, appointment: null, maximum: null };
    expect((await told('work-order.waiting', open)).fact).toMatchObject({ appointment: null, maximum: 'P7D' });
  });
});

it('each event has one reaction', () => {
  const names = factReactions(async () => {}).map(({ name, schema }) => `${name}@${schema}`);
  expect(new Set(names).size).toBe(names.length);
});
