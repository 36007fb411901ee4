import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { explainedClockSchema, listedClockSchema } from '../../services/sla/contract/api.ts';
import { type Clock, evolve } from '../../services/sla/domain/clock.ts';
import type { Fact, ReceivedFact } from '../../services/sla/domain/facts.ts';
import { slaOperations } from '../../services/sla/operations/index.ts';
import { clockAddress, SlaStore } from '../../services/sla/store.ts';
import { settleClock } from '../../services/sla/use-cases/settle-clock.ts';
import { takeFact } from '../../services/sla/use-cases/take-fact.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import type { Role } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { Timer } from '../../shared/timer/timer.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { act, calendars, later, moment, RECEIVED_AT, received } from './samples.ts';
import { publishCalendars } from './settings-rows.ts';

const { rows, reset } = memoryTable();
capturedLines();
const sfn = mockClient(SFNClient);
const doc = documentClient();
const journal = new Journal(doc, 'sla', 'demo');
const store = new SlaStore(doc, 'sla');
const timer = new Timer(new SFNClient({ region: 'eu-central-1' }), 'arn:aws:states:x:0:stateMachine:t');
const ports = { journal, store, timer, company: 'demo' };
const call = apiOf(slaOperations(ports, 'Asia/Shanghai'), 'sla');

const staff = (role: Role, communityIds = ['yunshan']): Principal => ({
  ...{ sub: `${role} of ${communityIds}`, roles: [role], staffId: `some-${role}`, personId: null },
  ...{ premisesIds: [], communityIds },
});
const supervisor = staff('supervisor');
const owner: Principal = { ...staff('owner', []), staffId: null, personId: 'p', premisesIds: ['yunshan-3-1-1201'] };

const MINUTE = 60_000;
const DUE = later(RECEIVED_AT, 10 * MINUTE);

beforeEach(() => {
  reset();
  publishCalendars(rows, calendars);
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({});
  sfn.on(StopExecutionCommand).resolves({});
});

async function take(fact: Fact, now: string, requestId = 'r-1'): Promise<void> {
  await takeFact(requestId, fact, { id: fact.id, correlationId: 'c-1' }, ports, moment(now));
}

/** A request of its own, and what the sweep says of its clocks at an instant. */
async function request(requestId: string, at: string, more: Partial<ReceivedFact> = {}): Promise<void> {
  await take(received({ id: `${requestId}.1`, requestId, at, ...more }), at, requestId);
}
async function sweepAt(now: string): Promise<void> {
  for (const { pk, sk, todoAt, ...row } of [...rows.values()])
    if (todoAt !== undefined && String(sk).startsWith('clock#') && String(todoAt) <= now)
      await settleClock({ ...row, pk: String(pk), sk: String(sk), todoAt: String(todoAt) }, ports, now);
}

const listSchema = z.object({ items: z.array(listedClockSchema), next: z.string().nullable() });
async function list(path: string, query: Record<string, string> = {}, as = supervisor) {
  const { status, body } = await call('GET', path, { as, query: { communityId: 'yunshan', ...query } });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  // Strict: the schema is what the answer is, no more and no less.
  expect(listSchema.parse(body)).toEqual(body);
  return listSchema.parse(body);
}
const ids = ({ items }: z.infer<typeof listSchema>) => items.map(({ id }) => id);

describe('the list of running clocks', () => {
  test('R042: shows what runs in the order in which it falls due, with the request it belongs to', async () => {
    await request('r-2', later(RECEIVED_AT, 1000));
    await request('r-1', RECEIVED_AT);
    const page = await list('/v1/clocks', { status: 'running' });
    expect(ids(page)).toEqual([
      ...['r-1.accept.1', 'r-2.accept.1', 'r-1.ack.1', 'r-2.ack.1', 'r-1.arrival.1', 'r-2.arrival.1'],
    ]);
    expect(page.items.at(-2)).toMatchObject({
      ...{
        kind: 'arrival',
        status: 'running',
        due: DUE,
        limit: 'PT10M',
        ladder: true,
        pausedUntil: null,
        breach: null,
      },
      ...{ number: 'BX0012', place: '3栋1单元1201', categoryLabel: { zh: '水浸', en: 'Flooding' }, urgent: true },
    });
  });

  test('keeps a paused clock, with the end of its pause, and loses what has ended', async () => {
    await request('r-1', RECEIVED_AT);
    const at = later(RECEIVED_AT, MINUTE);
    const pause = {
      pauseId: 'p',
      reason: 'owner-absent',
      appointment: later(at, 60 * MINUTE),
      maximum: 'P7D',
    } as const;
    await take({ id: 'pause', kind: 'paused', at, ...pause }, at);
    await take(act('accepted', later(at, 1)), later(at, 1));
    const { items } = await list('/v1/clocks');
    expect(items).toMatchObject([
      { id: 'r-1.arrival.1', status: 'paused', pausedUntil: pause.appointment, due: later(DUE, 60 * MINUTE) },
    ]);
  });

  test('is read page by page', async () => {
    await request('r-1', RECEIVED_AT);
    await request('r-2', later(RECEIVED_AT, 1000));
    const first = await list('/v1/clocks', { limit: '4' });
    const second = await list('/v1/clocks', { limit: '4', cursor: first.next ?? '' });
    expect([first.items.length, second.items.length, second.next]).toEqual([4, 2, null]);
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(6);
  });

  test('is that of one community, and of nobody else’s', async () => {
    await request('r-1', RECEIVED_AT);
    await request('r-2', RECEIVED_AT, { communityId: 'binjiang' });
    expect(ids(await list('/v1/clocks')).every((id) => id.startsWith('r-1.'))).toBe(true);
    const query = { communityId: 'yunshan' };
    for (const path of ['/v1/clocks', '/v1/breaches']) {
      expect((await call('GET', path, { as: staff('manager', ['binjiang']), query })).status).toBe(404);
      expect((await call('GET', path, { as: staff('technician'), query })).status).toBe(403);
      expect((await call('GET', path, { as: owner, query })).status).toBe(403);
      expect((await call('GET', path, { as: supervisor })).status).toBe(422);
      expect((await call('GET', path, { as: staff('agent'), query })).status).toBe(200);
    }
  });
});

describe('the list of breaches', () => {
  /** The last minute of 25 November in Shanghai, and the first of the 26th. */
  const LATE = '2026-11-25T15:49:59.999Z';
  const EARLY = '2026-11-25T15:50:00.000Z';

  test('is parted into days by the deadline, on the company’s wall', async () => {
    await request('r-1', LATE);
    await request('r-2', EARLY);
    await sweepAt(later(EARLY, 60 * MINUTE));
    const of = async (day: string) => ids(await list('/v1/breaches', { day })).filter((id) => id.includes('arrival'));
    expect(await of('2026-11-25')).toEqual(['r-1.arrival.1']);
    expect(await of('2026-11-26')).toEqual(['r-2.arrival.1']);
    expect(await of('2026-11-27')).toEqual([]);
  });

  test('shows the newest first unless it is asked otherwise, and how late each was recorded', async () => {
    await request('r-1', RECEIVED_AT);
    await request('r-2', later(RECEIVED_AT, 1000));
    await sweepAt(later(DUE, 33_000));
    expect(await list('/v1/clocks')).toEqual({ items: [], next: null });
    const newest = await list('/v1/breaches');
    expect(ids(newest).slice(0, 2)).toEqual(['r-2.arrival.1', 'r-1.arrival.1']);
    expect(newest.items[1]?.breach).toEqual({ detectionDelayMs: 33_000, cause: null, exempted: null });
    const oldest = ids(await list('/v1/breaches', { order: 'oldest' }));
    expect(oldest).toEqual(ids(newest).toReversed());
  });

  test('loses a breach that late news takes back', async () => {
    await request('r-1', RECEIVED_AT);
    await sweepAt(later(DUE, 33_000));
    await take(act('arrived', DUE), later(DUE, 40_000));
    expect(ids(await list('/v1/breaches'))).not.toContain('r-1.arrival.1');
  });

  test.each([
    ['a day that is none', { day: '2026-02-30' }],
    ['a day of no company', { day: '0001-01-01' }],
    ['an order that is none', { order: 'worst' }],
    ['a cursor that is none', { cursor: 'AAAA' }],
    [
      'a cursor of another day',
      { day: '2026-11-26', cursor: Buffer.from(JSON.stringify([DUE, 'pk', 'sk'])).toString('base64url') },
    ],
    ['an unknown field', { colour: 'red' }],
  ])('refuses %s', async (_, wrong) => {
    const query = { communityId: 'yunshan', ...wrong };
    expect((await call('GET', '/v1/breaches', { as: supervisor, query })).status).toBe(422);
  });
});

describe('the cause of a breach', () => {
  const ARRIVAL = 'r-1.arrival.1';
  const stored = async (): Promise<Clock | undefined> =>
    (await store.partition('r-1')).clocks.find(({ state }) => state.clockId === ARRIVAL)?.state;
  const give = (version: number, body: object, as = supervisor, id = ARRIVAL) =>
    call('PUT', `/v1/clocks/${id}/cause`, { as, body, headers: { 'if-match': `"${version}"` } });
  const shown = async (as: Principal) => {
    const { body } = await call('GET', `/v1/clocks/${ARRIVAL}`, { as });
    expect(explainedClockSchema.parse(body)).toEqual(body);
    return explainedClockSchema.parse(body);
  };

  beforeEach(async () => {
    await request('r-1', RECEIVED_AT);
    await take(act('assigned', later(RECEIVED_AT, 1000), 'li-ming'), later(RECEIVED_AT, 1000));
    await take(act('assigned', later(DUE, 1000), 'liu-yang'), later(DUE, 1000));
  });

  test('is given afterwards, may be corrected, and stands in the list and on the clock', async () => {
    await sweepAt(later(DUE, 33_000));
    const { version, breach } = await shown(supervisor);
    expect(breach).toEqual({ detectionDelayMs: 33_000, cause: null, exempted: null, holderStaffId: 'li-ming' });
    expect(await give(version, { cause: 'late-dispatch' })).toMatchObject({
      status: 200,
      headers: { ETag: `"${version + 1}"` },
    });
    const second = { cause: 'other', note: '电梯停运，绕行楼梯' };
    expect((await give(version + 1, second, staff('manager'))).status).toBe(200);
    const cause = { ...second, label: { zh: '其他原因', en: 'something else' }, staffId: 'some-manager' };
    expect((await shown(supervisor)).breach?.cause).toMatchObject(cause);
    const { items } = await list('/v1/breaches');
    expect(items.find(({ id }) => id === ARRIVAL)?.breach?.cause).toMatchObject(cause);
    // Its events, read again, give the same; what others are told holds no note.
    const events = await journal.events(clockAddress('r-1', ARRIVAL));
    const replayed = events.reduce<Clock | undefined>(
      (clock, { name, at, detail, private: kept }) => evolve(clock, { name, at, data: detail.data, private: kept }),
      undefined,
    );
    expect(replayed).toEqual(await stored());
    expect(events.slice(-2).map(({ name }) => name)).toEqual(['clock.cause-given', 'clock.cause-given']);
    expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain('电梯');
  });

  test('is nothing for the household', async () => {
    await sweepAt(later(DUE, 33_000));
    expect(await shown(owner)).not.toHaveProperty('breach');
  });

  test('goes with a breach that is taken back', async () => {
    await sweepAt(later(DUE, 33_000));
    const { version } = await shown(supervisor);
    await give(version, { cause: 'weather' });
    await take(act('arrived', DUE), later(DUE, 40_000));
    expect(await stored()).toMatchObject({ status: 'met' });
    expect(await stored()).not.toHaveProperty('cause');
  });

  test('is refused for a clock that is not breached, by others, on an old version, and without its words', async () => {
    const { version } = await shown(supervisor);
    expect((await give(version, { cause: 'parts' })).status).toBe(409);
    await sweepAt(later(DUE, 33_000));
    const before = structuredClone([...rows]);
    const now = version + 1;
    expect((await give(version, { cause: 'parts' })).status).toBe(412);
    expect((await give(now, { cause: 'parts' }, staff('agent'))).status).toBe(403);
    expect((await give(now, { cause: 'parts' }, owner)).status).toBe(403);
    expect((await give(now, { cause: 'parts' }, staff('manager', ['binjiang']))).status).toBe(404);
    expect((await give(now, { cause: 'parts' }, supervisor, 'r-9.arrival.1')).status).toBe(404);
    expect((await give(now, { cause: 'fate' })).status).toBe(422);
    expect((await give(now, { cause: 'other' })).body).toMatchObject({ errors: [{ path: '/note' }] });
    expect((await give(now, { cause: 'parts', note: ' ' })).status).toBe(422);
    expect([...rows]).toEqual(before);
  });
});
