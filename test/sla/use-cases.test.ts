import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { CalendarNotKnown } from '../../services/sla/domain/calendar-book.ts';
import type { Fact } from '../../services/sla/domain/facts.ts';
import { rearmClocks } from '../../services/sla/rearm.ts';
import { clockAddress, SlaStore } from '../../services/sla/store.ts';
import { raiseEscalation } from '../../services/sla/use-cases/raise-escalation.ts';
import { settleClock } from '../../services/sla/use-cases/settle-clock.ts';
import { takeFact } from '../../services/sla/use-cases/take-fact.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import type { OwedRow } from '../../shared/journal/sweep.ts';
import { Timer } from '../../shared/timer/timer.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { paused, reclassified } from './life-of.ts';
import { act, calendars, later, moment, promised, RECEIVED_AT, received } from './samples.ts';
import { publishCalendars } from './settings-rows.ts';

const TABLE = 'sla';
const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:timer';
const ARRIVAL = 'r-1.arrival.1';
const DUE = later(RECEIVED_AT, 600_000);

const { rows, reset, dynamo } = memoryTable();
const sfn = mockClient(SFNClient);
const lines = capturedLines();
const doc = documentClient();
const ports = {
  journal: new Journal(doc, TABLE, 'demo'),
  store: new SlaStore(doc, TABLE),
  timer: new Timer(new SFNClient({ region: 'eu-central-1' }), MACHINE),
  company: 'demo',
};

beforeEach(() => {
  reset();
  sfn.reset();
  sfn.on(StartExecutionCommand).resolves({});
  sfn.on(StopExecutionCommand).resolves({});
});

const take = (fact: Fact, now: string) =>
  retrying(() => takeFact('r-1', fact, { id: fact.id, correlationId: 'c-1' }, ports, moment(now)));
const clock = (id = ARRIVAL) => rows.get(`request#r-1\nclock#${id}`);
const started = () => sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);
const stopped = () => sfn.commandCalls(StopExecutionCommand).map(({ args }) => args[0].input.executionArn);
const eventsOf = async (id = ARRIVAL) => (await ports.journal.events(clockAddress('r-1', id))).map(({ name }) => name);

describe('a fact', () => {
  test('R060: the receipt starts the clocks, meets its own and arms the others', async () => {
    await take(received(), later(RECEIVED_AT, 800));
    expect([...rows.values()].filter(({ sk }) => String(sk).startsWith('clock#'))).toMatchObject([
      { clockId: 'r-1.receipt.1', status: 'met' },
      { clockId: 'r-1.ack.1', status: 'running' },
      { clockId: 'r-1.accept.1', status: 'running' },
      { clockId: ARRIVAL, status: 'running', due: DUE, correlationId: 'c-1' },
    ]);
    expect(started().toSorted()).toEqual(['r-1.accept.1-1', 'r-1.ack.1-1', 'r-1.arrival.1-1']);
    expect(clock()).toMatchObject({ armedAt: later(RECEIVED_AT, 800), todoAt: later(DUE, 32_000) });
    expect(clock('r-1.receipt.1')).not.toHaveProperty('todoAt');
  });

  test('R042: an arrival in time meets the clock and ends its timer', async () => {
    await take(received(), RECEIVED_AT);
    await take(act('arrived', DUE), later(DUE, 900));
    expect(clock()).toMatchObject({ status: 'met', stoppedAt: DUE });
    expect(clock()).not.toHaveProperty('todoAt');
    expect(stopped()).toContain(`${MACHINE.replace(':stateMachine:', ':execution:')}:r-1.arrival.1-1`);
    expect(await eventsOf()).toEqual(['clock.started', 'clock.met']);
  });

  test('told three times changes nothing more', async () => {
    const arrived = act('arrived', DUE);
    for (const fact of [received(), received(), arrived, arrived, received()]) await take(fact, later(DUE, 900));
    expect(await eventsOf()).toEqual(['clock.started', 'clock.met']);
    expect(rows.get('request#r-1\nhead')).toMatchObject({ version: 2 });
  });

  test('two at the same moment cannot miss each other', async () => {
    await take(received(), RECEIVED_AT);
    await Promise.all([take(act('accepted', later(RECEIVED_AT, 5)), DUE), take(act('arrived', DUE), DUE)]);
    expect(clock()).toMatchObject({ status: 'met' });
    expect(clock('r-1.accept.1')).toMatchObject({ status: 'met', stoppedAt: later(RECEIVED_AT, 5) });
    expect(rows.get('request#r-1\nhead')).toMatchObject({ version: 3 });
  });

  test('that comes before the receipt counts when the receipt comes', async () => {
    await take(act('arrived', later(RECEIVED_AT, 60_000)), later(RECEIVED_AT, 61_000));
    expect(started()).toEqual([]);
    await take(received(), later(DUE, 60_000));
    expect(clock()).toMatchObject({ status: 'met', stoppedAt: later(RECEIVED_AT, 60_000) });
    expect(started()).toEqual([]);
  });

  test('of an arrival in time that comes after the timer takes the breach back', async () => {
    await take(received(), RECEIVED_AT);
    breach(later(DUE, 2000));
    await take(act('arrived', later(DUE, -1)), later(DUE, 5000));
    expect(clock()).toMatchObject({ status: 'met', version: 3, stoppedAt: later(DUE, -1) });
    expect(await eventsOf()).toContain('clock.breach-retracted');
  });

  test('whose process died between commit and arming leaves clocks that its repetition arms', async () => {
    sfn.on(StartExecutionCommand).rejects(new Error('killed'));
    await expect(take(received(), RECEIVED_AT)).rejects.toThrow('killed');
    expect(clock()).toMatchObject({ status: 'running', todoAt: later(RECEIVED_AT, 15_000) });
    expect(clock()).not.toHaveProperty('armedAt');
    sfn.reset();
    sfn.on(StartExecutionCommand).resolves({});
    await take(received(), later(RECEIVED_AT, 5000));
    expect(started()).toHaveLength(3);
    expect(clock()).toHaveProperty('armedAt');
  });
});

describe('a pause', () => {
  const MINUTE = 60_000;
  const at = (minutes: number): string => later(RECEIVED_AT, minutes * MINUTE);

  beforeEach(() => publishCalendars(rows, calendars));

  test('gives the clock another timer, and ends the old one’s', async () => {
    await take(received(), RECEIVED_AT);
    await take(paused(at(4), { appointment: at(24) }), at(5));
    expect(clock()).toMatchObject({ status: 'paused', generation: 2, due: at(30), nextAt: at(24) });
    expect(started()).toContain('r-1.arrival.1-2');
    expect(stopped()).toContain(`${MACHINE.replace(':stateMachine:', ':execution:')}:r-1.arrival.1-1`);
    // The sweep looks when the pause should have ended, not only at the deadline.
    expect(clock()).toMatchObject({ armedAt: at(5), todoAt: later(at(24), 32_000) });
  });

  test('that no timer ends is ended by the sweep, with a new timer for the rest', async () => {
    await take(received(), RECEIVED_AT);
    await take(paused(at(4), { appointment: at(24) }), at(5));
    await settleClock({ pk: '', sk: '', todoAt: '', ...clock() }, ports, at(25));
    expect(clock()).toMatchObject({ status: 'running', generation: 3, nextAt: at(28), todoAt: later(at(30), 32_000) });
    expect(started().at(-1)).toBe('r-1.arrival.1-3');
  });

  test('is computed on the very version of the calendar that the promise named', async () => {
    await take(received(), RECEIVED_AT);
    const book = await ports.store.calendars([{ calendarId: '24x7', version: 1 }]);
    expect(book({ calendarId: '24x7', version: 1 }).id).toBe('24x7');
    await expect(ports.store.calendars([{ calendarId: '24x7', version: 2 }])).rejects.toThrow(CalendarNotKnown);
  });
});

/** What the timer's machine writes at the deadline. */
function breach(now: string): void {
  const { nextAt: _, todoAt: __, todoShard: ___, ...row } = clock() ?? {};
  rows.set(`request#r-1\nclock#${ARRIVAL}`, { ...row, status: 'breached', version: 2, judgedAt: now });
}

describe('a breach', () => {
  const raise = (now: string) =>
    raiseEscalation({ requestId: 'r-1', clockId: ARRIVAL }, { id: 'e-1', correlationId: 'c-1' }, ports, now);
  const escalations = () => [...rows.values()].filter(({ sk }) => String(sk).startsWith('escalation#'));

  test('is told to the supervisor once, with who held the work order at the deadline', async () => {
    await take(received(), RECEIVED_AT);
    await take(act('assigned', later(RECEIVED_AT, 1000), 'li-ming'), later(RECEIVED_AT, 1100));
    await take(act('assigned', later(DUE, 1000), 'liu-yang'), later(DUE, 1100));
    breach(later(DUE, 2000));
    await raise(later(DUE, 2100));
    await raise(later(DUE, 2200));
    expect(escalations()).toMatchObject([{ clockId: ARRIVAL, level: 1, holderStaffId: 'li-ming', version: 1 }]);
  });

  test('that has been taken back, or never was, is not told', async () => {
    await take(received(), RECEIVED_AT);
    await raise(later(DUE, 2100));
    breach(later(DUE, 2000));
    await take(act('arrived', DUE), later(DUE, 2050));
    await raise(later(DUE, 2100));
    expect(escalations()).toEqual([]);
  });
});

describe('a request that has another category by now', () => {
  const outdoors = {
    ...{ categoryLabel: { zh: '污水溢流', en: 'Sewage overflow' }, keyword: null },
    ...{ department: 'cleaning', urgent: false },
  };
  const DAY_DUE = '2026-11-30T10:00:00.000Z';
  const clocks = promised('public.other').filter(({ kind }) => kind === 'resolve');

  beforeEach(() => publishCalendars(rows, calendars));

  test('R046: a breach is told to the department whose work it is now, under its present name', async () => {
    await take(received(), RECEIVED_AT);
    await take(reclassified('lowered', later(RECEIVED_AT, 60_000), clocks, { classification: outdoors }), DUE);
    await settleClock({ pk: '', sk: '', todoAt: '', ...clock('r-1.resolve.1') }, ports, later(DAY_DUE, 33_000));
    const news = { id: 'e-1', correlationId: 'c-1' };
    await raiseEscalation({ requestId: 'r-1', clockId: 'r-1.resolve.1' }, news, ports, later(DAY_DUE, 34_000));
    const raised = [...rows.values()].find(({ sk }) => String(sk).startsWith('escalation#'));
    expect(raised).toMatchObject({
      ...{ categoryLabel: outdoors.categoryLabel, keyword: null, urgent: false, due: DAY_DUE },
      audience: { department: 'cleaning', copy: { department: 'customer-service' } },
    });
    expect(clock('r-1.resolve.1')).toMatchObject({ about: { categoryLabel: outdoors.categoryLabel, urgent: false } });
  });

  test('F-18: a lowering that does not count changes neither clocks nor who is told', async () => {
    await take(received(), RECEIVED_AT);
    const own = { classification: outdoors, byAssignee: true };
    await take(reclassified('lowered', later(RECEIVED_AT, 60_000), clocks, own), later(RECEIVED_AT, 61_000));
    breach(later(DUE, 2000));
    const news = { id: 'e-1', correlationId: 'c-1' };
    await raiseEscalation({ requestId: 'r-1', clockId: ARRIVAL }, news, ports, later(DUE, 3000));
    const raised = [...rows.values()].find(({ sk }) => String(sk).startsWith('escalation#'));
    expect(raised).toMatchObject({ urgent: true, audience: { department: 'engineering' } });
  });
});

test('a deadline beyond the holidays that are known is counted once, for the alarm', async () => {
  const at = '2026-12-30T02:00:00.000Z';
  const beyond = received({ at, clocks: promised('public.other', at) });
  await take(beyond, at);
  await take(beyond, at);
  await take(act('assigned', later(at, 1000)), later(at, 1000));
  const counted = lines().flatMap((line) => line.ClocksBeyondCoverage ?? []);
  expect(clock('r-1.resolve.1')).toMatchObject({ beyondCoverage: true });
  expect(counted).toEqual([1]);
});

describe('the sweep', () => {
  const settle = (now: string) => settleClock({ ...owed(), pk: 'request#r-1' }, ports, now);
  const owed = (): OwedRow => ({ pk: '', sk: '', todoAt: '', ...clock() });

  test('arms a clock that nobody armed', async () => {
    sfn.on(StartExecutionCommand).rejects(new Error('killed'));
    await expect(take(received(), RECEIVED_AT)).rejects.toThrow('killed');
    sfn.reset();
    sfn.on(StartExecutionCommand).resolves({});
    await settle(later(RECEIVED_AT, 20_000));
    expect(started()).toEqual(['r-1.arrival.1-1']);
    expect(clock()).toMatchObject({ status: 'running', todoAt: later(DUE, 32_000) });
  });

  test('judges what no timer judged, and counts it', async () => {
    await take(received(), RECEIVED_AT);
    await settle(later(DUE, 33_000));
    expect(clock()).toMatchObject({ status: 'breached', judgedAt: later(DUE, 33_000), version: 2 });
    expect(clock()).not.toHaveProperty('todoAt');
    const [, breached] = await ports.journal.events(clockAddress('r-1', ARRIVAL));
    expect(breached).toMatchObject({ name: 'clock.breached', detail: { data: { judgedBy: 'sweep' } } });
    expect(lines().filter((line) => 'ClocksJudgedBySweep' in line)).toHaveLength(1);
  });

  test('never judges before the grace is over', async () => {
    await take(received(), RECEIVED_AT);
    await settle(later(DUE, 2000));
    expect(clock()).toMatchObject({ status: 'running' });
  });
});

test('rearm gives each running clock a second timer with the same steps and writes nothing', async () => {
  await take(received(), RECEIVED_AT);
  await take(act('accepted', later(RECEIVED_AT, 9000)), later(RECEIVED_AT, 9100));
  const first = sfn.commandCalls(StartExecutionCommand, { name: 'r-1.arrival.1-1' })[0]?.args[0].input.input;
  const before = structuredClone([...rows]);
  sfn.resetHistory();
  listTodo();
  expect(await rearmClocks({ doc, table: TABLE, timer: ports.timer, company: 'demo' }, '7')).toBe(1);
  expect(started()).toEqual(['r-1.arrival.1-1-r7']);
  expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input.input).toBe(first);
  expect([...rows]).toEqual(before);
});

/** Lets the table answer the index, which the table in memory does not have. */
function listTodo(): void {
  const owing = [...rows.values()].filter(({ todoAt }) => todoAt !== undefined);
  dynamo.on(QueryCommand, { IndexName: 'todo' }).callsFake(async ({ ExpressionAttributeValues: values }) => ({
    Items: owing.filter(({ todoShard }) => todoShard === values[':shard']),
  }));
}
