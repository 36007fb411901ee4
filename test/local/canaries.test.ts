import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DescribeExecutionCommand, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Caller, callerWith, expectStatus } from '../../infra/local/callers.ts';
import { handedOver } from '../../infra/local/handed-over.ts';
import { until } from '../../infra/local/story/facts.ts';
import { clocksOf, enter, workOrdersOf } from '../../infra/local/story/stage.ts';
import { trialStandard } from '../../infra/local/story/trial-standard.ts';
import { output } from '../../infra/operations/outputs.ts';
import { inboxesOf } from '../../infra/operations/redrive.ts';
import { allowedPlaces, type Found, placesOf, spellings } from './canaries.ts';
import { type BusLog, listenToBus } from './faults/bus-log.ts';
import { functionLogs } from './faults/function-logs.ts';
import { deployedFunction } from './faults/functions.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './faults/inboxes.ts';
import { type Row, rowsOf, untilSettled } from './faults/journals.ts';

/**
 * Personal data is planted wherever somebody may type it, one life is lived through all services with a consumer that
 * fails and calls that are wrong, and then everything that the house has written down is read: it may be found only
 * where it belongs.
 */

const stage = inject('stage');
/** A person as the desk enters one. Encrypted from the first write; nothing else may ever hold it. */
const person = { name: '上官夜莺', phone: '13687650001', email: 'yeying.canary@example.com' };
/** Who reports without a household, and so leaves a contact with the request. Encrypted as well. */
const guest = { name: '司马孤雁', phone: '13687650002', email: 'guyan.canary@example.com' };
const masked = ['上***', '136****0001', 'y***@example.com', '司***', '136****0002', 'g***@example.com'];
/** What people write in their own words: a name, a phone, a door code. */
const words = '联系欧阳金丝雀,电话13912345678或jinsique@example.com,1201门锁密码8866';
const ofWords = ['欧阳金丝雀', '13912345678', 'jinsique@example.com', '密码8866'];
const ofPerson = [person, guest].flatMap(({ name, phone, email }) => [name, phone, email]);

const HOME = 'trial-395-1-101';
const OWN_HOME = 'trial-1-1-101';
const [agent, manager, supervisor, owner] = await Promise.all([
  enter(stage, 'wu-ting'),
  enter(stage, 'zhou-lan'),
  enter(stage, 'zhao-gang'),
  enter(stage, 'chen-xiao'),
]);

const POISON = {
  ...{ id: 'request.poisoned-canary.000000000001', schema: 1, company: 'demo', correlationId: 'c', causationId: 'c' },
  actor: { type: 'system', id: 'test' },
  subject: { type: 'request', id: 'poisoned-canary', version: 1 },
};

describe('canaries', () => {
  const began = Date.now();
  const refused: { what: string; text: string }[] = [];
  const requests: string[] = [];
  let personId: string;
  let bus: BusLog;
  let inboxes: Inbox[];
  let deadBodies: string[];

  beforeAll(async () => {
    bus = await listenToBus(stage);
    inboxes = await inboxesOfStage(stage);
    const standard = await trialStandard(manager, agent);
    await standard.limitArrival(2);
    try {
      await enterPerson();
      await urgentLife();
    } finally {
      await standard.restore();
    }
    await complaint();
    await failingConsumer();
    await visitor();
    await badInput();
    await untilSettled(stage, inboxes);
  }, 150_000);

  afterAll(() => bus.stop());

  async function enterPerson(): Promise<void> {
    const { body } = expectStatus(await agent.post('/v1/people', { communityId: 'trial', ...person }), 201);
    personId = body.id;
    const home = expectStatus(await agent.get(`/v1/households/${HOME}`), 200).body;
    const members = [{ personId, kind: 'owner', from: null, until: null }];
    expectStatus(await agent.put(`/v1/households/${HOME}`, home.version, { members }), 200);
    const found = expectStatus(await agent.post('/v1/households/search', { phone: person.phone }), 200).body;
    expect(found.items.map((one: { personId: string }) => one.personId)).toEqual([personId]);
    expectStatus(await agent.post(`/v1/people/${personId}/reveal`, { reason: words }), 200);
  }

  const act = async (caller: Caller, path: string, body: object, status = 200) =>
    expectStatus(await caller.post(path, body), status).body;

  /** A burst pipe that nobody comes for in time; given back, taken, waited for, done, closed, reopened, withdrawn. */
  async function urgentLife(): Promise<void> {
    const report = { premisesId: HOME, description: `厨房水管爆裂,${words}`, channel: 'phone' };
    const { id } = await act(agent, '/v1/requests', report, 201);
    requests.push(id);
    const path = `/v1/requests/${id}`;
    await act(agent, `${path}/notes`, { text: words, visibleToHousehold: true }, 201);
    const first = await holderOf(id, '');
    await act(first.person, `${first.path}/refuse`, { reason: 'other', note: words });
    const breached = await until('the breach', 60_000, async () =>
      (await clocksOf(agent, id)).find(({ kind, status }) => kind === 'arrival' && status === 'breached'),
    );
    const { path: order, person: holder } = await holderOf(id, first.staffId);
    await act(holder, `${order}/accept`, {});
    await act(holder, `${order}/arrive`, {});
    const appointment = new Date(Date.now() + 3_600_000).toISOString();
    await act(holder, `${order}/wait`, { reason: 'owner-absent', note: words, appointment });
    await act(holder, `${order}/resume`, {});
    await act(holder, `${order}/complete`, { summary: words });
    const { version } = expectStatus(await supervisor.get(`/v1/clocks/${breached.id}`), 200).body;
    const cause = { cause: 'other', note: words };
    expectStatus(await supervisor.put(`/v1/clocks/${breached.id}/cause`, version, cause), 200);
    await act(manager, `/v1/clocks/${breached.id}/exempt`, { reason: 'other', note: words });
    await until('its closing', 60_000, async () => (await agent.post(`${path}/close`)).status === 200 || undefined);
    await act(agent, `${path}/reopen`, { reason: words });
    await act(agent, `${path}/cancel`, { reason: words });
  }

  /** Whoever has its first work order now, and had it not before. */
  async function holderOf(requestId: string, before: string) {
    const { id, assigneeStaffId } = await until('who has it', 60_000, async () =>
      (await workOrdersOf(supervisor, requestId)).find(
        (one) => one.assigneeStaffId !== null && one.assigneeStaffId !== before,
      ),
    );
    const staffId = assigneeStaffId ?? '';
    return { path: `/v1/work-orders/${id}`, staffId, person: await enter(stage, staffId) };
  }

  async function complaint(): Promise<void> {
    const report = { premisesId: OWN_HOME, description: `前台服务态度差,${words}` };
    const { id } = await act(owner, '/v1/requests', report, 201);
    requests.push(id);
    const path = `/v1/requests/${id}`;
    await act(owner, `${path}/notes`, { text: words }, 201);
    await act(agent, `${path}/confirm`, {});
    const clock = await until('its clock', 60_000, async () =>
      (await clocksOf(agent, id)).find(({ kind }) => kind === 'resolve'),
    );
    const extended = new Date(Date.parse(clock.due) + 3_600_000).toISOString();
    await act(manager, `/v1/clocks/${clock.id}/extend`, { until: extended, reason: 'other', note: words });
    await act(supervisor, `${path}/resolve`, { result: words });
    await act(agent, `${path}/give-feedback`, { text: words });
    await act(agent, `${path}/close`, { causeCode: 'attitude', improvementMeasure: words });
  }

  /** Somebody without a household here leaves a contact, which is looked at with a reason. */
  async function visitor(): Promise<void> {
    const requester = { kind: 'passer-by', name: guest.name, phone: guest.phone, email: guest.email };
    const report = { premisesId: HOME, description: '访客来电:单元门禁打不开', channel: 'phone', requester };
    const { id } = await act(agent, '/v1/requests', report, 201);
    requests.push(id);
    await act(agent, `/v1/requests/${id}/reveal-contact`, { reason: words });
    await act(agent, `/v1/requests/${id}/cancel`, { reason: '已自行解决' });
  }

  /** sla may not touch its table: the news of an answered inquiry dies, and is moved back afterwards. */
  async function failingConsumer(): Promise<void> {
    const sla = inboxes.find(({ name }) => name === 'sla');
    const { deadLetters: url = '' } = inboxesOf(stage.outputs).find(({ name }) => name === 'sla') ?? {};
    if (!sla) throw new Error('sla has no inbox');
    const iam = new IAMClient(stage.connection);
    const { roleName: RoleName } = await deployedFunction(stage, 'sla', 'on-events');
    const PolicyName = 'taken-away-by-canaries';
    const Statement = [{ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }];
    const untune = await sla.tune({ maxReceives: 1 });
    await iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName, PolicyName },
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    // Nobody of ours writes such a message; whoever does, the log says nothing of it.
    const data = { number: words, place: person.phone, categoryLabel: person.name };
    const poison = { ...POISON, at: new Date().toISOString(), data };
    await sla.send([JSON.stringify({ 'detail-type': 'request.received', detail: poison })]);
    const report = { premisesId: HOME, description: `咨询一下,${words}`, channel: 'phone', answer: words };
    const { id } = await act(agent, '/v1/requests', { ...report, category: 'inquiry-general' }, 201);
    requests.push(id);
    const sqs = new SQSClient(stage.connection);
    const bodies = new Map<string, string>();
    await until('the dead letters', 60_000, async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 1 }),
      );
      for (const { MessageId = '', Body = '' } of Messages) bodies.set(MessageId, Body);
      const all = [...bodies.values()];
      const poisoned = all.some((body) => body.includes(POISON.id));
      return (poisoned && all.filter((body) => body.includes(id)).length >= 2) || undefined;
    });
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await sla.drained();
    await untune();
    deadBodies = [...bodies.values()].filter((body) => !body.includes(POISON.id));
    await sla.purgeDeadLetters();
    await sla.send(deadBodies);
    await until('its clocks', 60_000, async () => (await clocksOf(agent, id)).length > 0 || undefined);
  }

  /** Whatever is refused says nothing of what was sent, and leaves nothing. */
  async function badInput(): Promise<void> {
    const body = { premisesId: OWN_HOME, description: `阳台门关不严,${words}` };
    const [name = '', phone = ''] = ofWords;
    const post = async (what: string, path: string, sent: object, caller = agent, key?: string) => {
      const { status, body: answer, headers } = await caller.post(path, sent, key);
      expect(status, what).toBeGreaterThanOrEqual(400);
      expect(status, what).toBeLessThan(500);
      refused.push({ what, text: JSON.stringify([answer, [...headers]]) });
    };
    await post('an unknown field', '/v1/requests', { ...body, [name]: phone }, owner);
    await post('values of the wrong kind', '/v1/requests', { ...body, channel: phone, category: name }, owner);
    await post('premises that are none', '/v1/requests', { ...body, premisesId: phone }, owner);
    await post('too large', '/v1/requests', { ...body, description: words.repeat(2000) }, owner);
    await post('nobody', '/v1/requests', body, callerWith(stage.url, name, 'x'));
    await post('foreign', '/v1/requests/none/notes', { text: words });
    await post('a person with a bad phone', '/v1/people', { communityId: 'trial', ...person, phone: `${phone}x` });
    await post('a reason too long', `/v1/people/${personId}/reveal`, { reason: words.repeat(100) });
    await post('a search for no number', '/v1/households/search', { phone: person.name });
    const published = { category: 'service', reason: words };
    await post('published words with a phone', `/v1/requests/${requests[1]}/reclassify`, published);
    const { status, body: text } = await agent.get(`/v1/callers?premisesId=${encodeURIComponent(words)}`);
    expect(status).toBe(422);
    refused.push({ what: 'a query', text: JSON.stringify(text) });
  }

  /** Every row of every table. */
  async function everyRow(): Promise<{ table: string; row: Row }[]> {
    const services = ['directory', 'intake', 'dispatch', 'sla', 'notification'] as const;
    const all = await Promise.all([
      ...services.map(async (table) => (await rowsOf(stage, table)).map((row) => ({ table, row }))),
      rowsOf(stage, 'directory', 'PeopleTableName').then((rows) => rows.map((row) => ({ table: 'people', row }))),
    ]);
    return all.flat();
  }

  const heldBy = (text: string, canaries: readonly string[]): string[] =>
    canaries.filter((canary) => spellings(canary).some((spelling) => text.includes(spelling)));

  it('R267 R271: own words stand only where they belong, and a person’s data in no row at all', async () => {
    const rows = await everyRow();
    const found: Found[] = rows.flatMap(({ table, row }) => placesOf(table, row, [...ofWords, ...ofPerson]));
    const places = new Set(found.map(({ place }) => place));
    expect([...places].toSorted()).toEqual(allowedPlaces.map(({ place }) => place).toSorted());
    expect(found.filter(({ canary }) => ofPerson.includes(canary))).toEqual([]);
    // Nothing was tried unless each canary is there.
    expect(new Set(found.map(({ canary }) => canary))).toEqual(new Set(ofWords));
  });

  it('R267: no event on the bus holds any of it', async () => {
    const events = await bus.events();
    for (const id of requests) expect(events.filter(({ body }) => body.includes(id)).length).toBeGreaterThan(2);
    expect(events.filter(({ body }) => heldBy(body, [...ofWords, ...ofPerson]).length > 0)).toEqual([]);
  });

  it('R267: no dead letter and no timer holds any of it', async () => {
    expect(deadBodies.length).toBeGreaterThan(1);
    expect(deadBodies.flatMap((body) => heldBy(body, [...ofWords, ...ofPerson]))).toEqual([]);
    const sfn = new SFNClient(stage.connection);
    const stateMachineArn = output(stage.outputs, 'sla', 'TimerArn');
    let timers = 0;
    for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
      for (const { executionArn, name = '' } of executions.filter((one) =>
        requests.some((id) => one.name?.includes(id)),
      )) {
        timers += 1;
        const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        expect(heldBy(input, [...ofWords, ...ofPerson]), name).toEqual([]);
      }
    expect(timers).toBeGreaterThan(1);
  });

  it('R267: no function has logged any of it', async () => {
    const logs = await functionLogs(stage, began);
    for (const service of ['directory', 'intake', 'dispatch', 'sla', 'notification'])
      expect([...logs].filter(([group, lines]) => group.includes(service) && lines.length > 0)).not.toEqual([]);
    const lines = [...logs.values()].flat();
    expect(lines.filter((line) => requests.some((id) => line.includes(id))).length).toBeGreaterThan(10);
    expect(lines.some((line) => line.includes(POISON.id))).toBe(true);
    expect(lines.filter((line) => heldBy(line, [...ofWords, ...ofPerson]).length > 0)).toEqual([]);
  });

  it('R267: what was refused repeats nothing of what was sent', () => {
    expect(refused).toHaveLength(11);
    expect(refused.filter(({ text }) => heldBy(text, [...ofWords, ...ofPerson]).length > 0)).toEqual([]);
  });

  it('R267: what people are told reaches the person’s phone, and repeats nobody’s own words', async () => {
    const told = await handedOver(stage.url);
    expect(told.some(({ to }) => to.includes(person.phone))).toBe(true);
    const texts = told.map(({ subject, text, html }) => `${subject}\n${text}\n${html}`);
    expect(texts.filter((text) => heldBy(text, ofWords).length > 0)).toEqual([]);
  });

  it('S6: after an erasure nothing that was entered of the person is found anywhere, nor by the phone', async () => {
    const before = JSON.stringify(await everyRow());
    expect(masked.filter((form) => before.includes(form))).toEqual(masked);
    expectStatus(await manager.post(`/v1/people/${personId}/erase`, { reason: '本人要求删除' }), 200);
    const guests = `/v1/requests/${requests.at(-1)}/erase-contact`;
    expectStatus(await manager.post(guests, { reason: '本人要求删除' }), 200);
    const texts = [
      ...(await everyRow()).map(({ row }) => JSON.stringify(row)),
      ...(await bus.events()).map(({ body }) => body),
      ...[...(await functionLogs(stage, began)).values()].flat(),
    ];
    expect(texts.filter((text) => heldBy(text, [...ofPerson, ...masked]).length > 0)).toEqual([]);
    const search = await agent.post('/v1/households/search', { phone: person.phone });
    expect([search.status, search.body.items]).toEqual([200, []]);
    const reveal = await agent.post(`/v1/people/${personId}/reveal`, { reason: '核对' });
    expect(reveal.status).toBe(409);
    expect(heldBy(JSON.stringify(reveal.body), [...ofPerson, ...masked])).toEqual([]);
  });

  it('nothing is left dead', async () => {
    const { sla = 0 } = Object.fromEntries(
      Object.entries(await deadLetters(stage)).filter(([queue]) => queue.includes('-sla-')),
    );
    expect(sla).toBe(0);
  });
});
