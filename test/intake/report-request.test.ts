import { InternalServerError } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { requestReceived } from '../../services/intake/contract/events.ts';
import { evolve, type Request, requestSchema } from '../../services/intake/domain/request.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { cancelled } from '../shared/journal/cancelled.ts';
import { memoryTable } from '../shared/memory-table.ts';
import {
  agent,
  intake,
  neighbour,
  owner,
  premises,
  standardArrives,
  strangerAgent,
  TABLE,
  technician,
} from './samples.ts';

const { dynamo, rows, reset, failNextWrites } = memoryTable();
const lines = capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

beforeEach(async () => {
  reset();
  service = intake();
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

const burst = { premisesId: premises.id, description: '厨房水管爆裂' };
const report = (as: Principal, body: object = burst, key?: string) =>
  api('POST', '/v1/requests', { as, body, ...(key !== undefined && { key }) });

/** The items of every transaction that was sent. */
const sent = () => dynamo.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems ?? []);

describe('POST /v1/requests', () => {
  test('R042: a burst pipe is answered with a number and the promise of 10 minutes', async () => {
    const { status, body } = await report(owner);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: 'request-1',
      number: 'BX000001',
      category: 'flooding',
      categoryLabel: '水浸',
      promise: { text: '10 分钟内到场' },
      links: { self: '/v1/requests/request-1', clocks: '/v1/requests/request-1/clocks' },
    });
  });

  test('R060: the deadlines in the answer are those in the event, computed from one instant', async () => {
    const { body } = await report(owner);
    const [event] = await service.journal.events(requestAddress('request-1'));
    const data = requestReceived.data.parse(event?.detail.data);
    expect(event?.at).toBe(data.receivedAt);
    expect(body).toMatchObject({ promise: { deadlines: data.clocks.map(({ kind, due }) => ({ kind, due })) } });
    expect(data.clocks.map(({ kind }) => kind)).toEqual(['receipt', 'ack', 'accept', 'arrival', 'resolve']);
    const arrival = data.clocks.find(({ kind }) => kind === 'arrival');
    expect(Date.parse(arrival?.due ?? '') - Date.parse(data.receivedAt)).toBe(600_000);
  });

  test('R003: staff report on behalf of a household and are its author', async () => {
    await report(agent, { ...burst, channel: 'visit' });
    const [event] = await service.journal.events(requestAddress('request-1'));
    expect(event?.detail).toMatchObject({
      actor: { type: 'staff', id: 'wu-ting' },
      data: { onBehalf: true, channel: 'visit', premisesId: premises.id },
    });
  });

  test('one transaction: state, event, timeline, its premises’ link, the watch over its silence and the record of the key', async () => {
    await report(owner);
    const keys = sent().flatMap((items) => items.map(({ Put }) => String(Put?.Item?.sk).split('#')[0]));
    expect(keys).toEqual(['state', 'event', 'timeline', 'request', 'silence', 'record']);
  });

  test('the journal, replayed, gives the state', async () => {
    await report(agent, { ...burst, category: 'other-danger' });
    const address = requestAddress('request-1');
    const events = await service.journal.events(address);
    const replayed = events.reduce<Request | undefined>(
      (state, event) =>
        evolve(state, { ...event, data: event.detail.data }, { id: address.id, actor: event.detail.actor }),
      undefined,
    );
    expect(await service.journal.read(address, requestSchema)).toEqual({ version: events.length, state: replayed });
  });

  test('the owner’s words stay in the table: not in the event, the stored answer or the log', async () => {
    await report(owner, { ...burst, description: '水管爆裂，我是王芳' });
    const published = [...rows.values()]
      .filter(({ sk }) => String(sk).startsWith('event#'))
      .map(({ detail }) => detail);
    const records = [...rows.values()].filter(({ sk }) => sk === 'record');
    expect(JSON.stringify([published, records, lines()])).not.toContain('王芳');
    expect(lines()).toContainEqual(expect.objectContaining({ message: 'request received', requestId: 'request-1' }));
  });

  test('the same key again gives the same answer and no second request', async () => {
    const first = await report(owner, burst, 'key-of-owner');
    const second = await report(owner, burst, 'key-of-owner');
    expect(second.body).toEqual(first.body);
    expect(second.status).toBe(201);
    expect([...rows.values()].filter(({ sk }) => sk === 'state')).toHaveLength(1);
  });

  test('the same key while the first call is still under way: one request, one answer', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => report(owner, burst, 'key-of-owner')));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect([...rows.values()].filter(({ sk }) => sk === 'state')).toHaveLength(1);
  });

  test('a conflict is tried again with the same instant', async () => {
    failNextWrites(cancelled('None', 'TransactionConflict', 'None', 'None'), cancelled('ThrottlingError'));
    expect((await report(owner)).status).toBe(201);
    const instants = sent().map((items) => items[0]?.Put?.Item?.receivedAt);
    expect(instants).toHaveLength(3);
    expect(new Set(instants).size).toBe(1);
  });

  test('conflicts without end are a 503, a broken table a 500; neither tells why', async () => {
    failNextWrites(...Array.from({ length: 5 }, () => cancelled('TransactionConflict')));
    const busy = await report(owner);
    expect([busy.status, busy.headers['Retry-After']]).toEqual([503, '1']);
    failNextWrites(new InternalServerError({ message: 'secret', $metadata: {} }));
    const broken = await report(owner);
    expect(broken.status).toBe(500);
    expect(JSON.stringify(broken.body)).not.toContain('secret');
  });

  test('503 with Retry-After until the service standard has arrived', async () => {
    reset();
    const { status, headers, body } = await report(owner);
    expect([status, headers['Retry-After']]).toEqual([503, '5']);
    expect(body).toMatchObject({ type: 'urn:guanjia:problem:not-ready' });
    expect([...rows.values()].filter(({ sk }) => sk === 'state')).toEqual([]);
  });
});

describe('what is refused', () => {
  const pathsOf = (body: unknown) => (body as { errors: { path: string }[] }).errors.map(({ path }) => path);

  test.each([
    ['R008: a blank description', { ...burst, description: ' \n\u3000 ' }, '/description'],
    ['a description over 4,000 characters', { ...burst, description: '水'.repeat(4001) }, '/description'],
    ['no premises', { description: '水管爆裂' }, '/premisesId'],
    ['a channel of staff, by a household', { ...burst, channel: 'phone' }, '/channel'],
    ['a category, by a household', { ...burst, category: 'other-danger' }, '/category'],
    ['R005: an emergency’s type, by a household', { ...burst, type: 'help' }, '/type'],
    ['R041: a grade that staff give, by a household', { ...burst, category: 'attitude-serious' }, '/category'],
    ['a type beside a category', { ...burst, category: 'suggestion', type: 'suggestion' }, '/type'],
    ['an answer, by a household', { ...burst, type: 'inquiry', answer: '好' }, '/answer'],
    ['an unknown field', { ...burst, urgent: true }, ''],
  ])('%s', async (_, body, path) => {
    const answer = await report(owner, body);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer.body)).toEqual([path]);
  });

  test('an unknown category, and a household’s channel, by staff', async () => {
    expect(pathsOf((await report(agent, { ...burst, category: 'no-such' })).body)).toEqual(['/category']);
    expect(pathsOf((await report(agent, { ...burst, channel: 'h5' })).body)).toEqual(['/channel']);
  });

  test('premises of others are answered exactly like premises that do not exist', async () => {
    for (const as of [neighbour, strangerAgent]) {
      const foreign = await report(as);
      const missing = await report(as, { ...burst, premisesId: 'yunshan-9-9-999' });
      expect(foreign.status).toBe(422);
      expect({ ...Object(foreign.body), instance: '' }).toEqual({ ...Object(missing.body), instance: '' });
    }
  });

  test('a technician takes no reports, but a technician who lives here reports his own pipe as owner', async () => {
    expect((await report(technician)).status).toBe(403);
    const resident: Principal = { ...technician, roles: ['technician', 'owner'], premisesIds: [premises.id] };
    expect((await report(resident)).status).toBe(201);
    expect((await report({ ...resident, premisesIds: ['yunshan-1-1-101'] })).status).toBe(422);
  });

  test('R042: an owner’s own description raises the emergency clock by its words only', async () => {
    expect((await report(owner, { ...burst, description: '特别紧急！！！马上来人' })).body).toMatchObject({
      category: 'other-repair',
    });
    expect((await report(agent, { ...burst, description: '特别紧急', category: 'other-danger' })).body).toMatchObject({
      category: 'other-danger',
      promise: { text: '10 分钟内到场' },
    });
  });
});

describe('R001: kinds of requests', () => {
  test('a household names an ordinary one, and is told what it rests on', async () => {
    const { body } = await report(owner, { premisesId: premises.id, description: '门岗换人了', type: 'suggestion' });
    expect(body).toMatchObject({
      number: 'BX000001',
      category: 'suggestion',
      type: 'suggestion',
      classifiedBy: 'owner',
      categoryReason: '按您选择的“建议”受理',
    });
  });

  test('R042: an urgent word wins over what a household chose', async () => {
    const { body } = await report(owner, { ...burst, category: 'suggestion' });
    expect(body).toMatchObject({
      category: 'flooding',
      urgent: true,
      classifiedBy: 'keyword',
      categoryReason: '描述中提到“水管爆裂”，按紧急情况“水浸”受理',
      promise: { text: '10 分钟内到场' },
    });
  });

  test('R049, R051: answered on the spot is received and answered in one transaction', async () => {
    const asked = { premisesId: premises.id, description: '物业费多少？', answer: '每平方米 2.8 元' };
    const { body } = await report(agent, asked);
    expect(body).toMatchObject({ category: 'inquiry-fee', answeredOnTheSpot: true });
    const events = await service.journal.events(requestAddress('request-1'));
    expect(events.map(({ name }) => name)).toEqual(['request.received', 'request.answered']);
    expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain('2.8');
    expect(events[1]?.at).toBe(events[0]?.at);
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(1);
    const seen = await api('GET', '/v1/requests/request-1', { as: owner });
    expect(seen.body).toMatchObject({ status: 'answered', answer: asked.answer });
  });

  test('a repair is not settled by an answer', async () => {
    expect((await report(agent, { ...burst, answer: '好的' })).status).toBe(422);
  });
});
