import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import { callerWith, expectStatus, type HttpAnswer } from '../../infra/local/callers.ts';
import { until } from '../../infra/local/story/facts.ts';
import { clocksOf, enter, messagesOf, type ShownClock, workOrdersOf } from '../../infra/local/story/stage.ts';
import { output } from '../../infra/operations/outputs.ts';
import { requestAddress } from '../../services/intake/store.ts';
import { GRACE_MS } from '../../services/sla/contract/grace.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { isAlarm, isWarning, linkIn, toldAbout } from './told.ts';

/**
 * The main job over HTTP, twice side by side: an owner's burst pipe that nobody comes for, and one that an agent takes
 * down on the phone and a technician comes for in time. Then whatever else can be asked about these two requests.
 */

const stage = inject('stage');
const [owner, neighbour, agent, technician, otherTechnician, supervisor, supervisorElsewhere] = await Promise.all([
  enter(stage, 'chen-xiao'),
  enter(stage, 'he-jun'),
  enter(stage, 'wu-ting'),
  enter(stage, 'li-ming'),
  enter(stage, 'liu-yang'),
  enter(stage, 'zhao-gang'),
  enter(stage, 'qian-wei'),
]);
const { people } = loadProfile('demo');
const technicianPhone = '+8613800138003';
const supervisorPhone = '+8613800138006';
const ownerPhone = '+8613800138013';

const key = randomUUID();
const report = { premisesId: 'trial-1-1-101', description: '厨房水管爆裂，水已经漫到客厅了' };

/** A request under way. */
interface Case {
  readonly id: string;
  readonly number: string;
  /** Of its arrival clock. */
  readonly due: string;
  readonly workOrderId: string;
  /** To the report itself. */
  readonly answer: HttpAnswer;
}

let missed: Case;
let kept: Case;

beforeAll(async () => {
  [missed, kept] = await Promise.all([
    dispatched(await owner.post('/v1/requests', report, key)),
    dispatched(
      await agent.post('/v1/requests', {
        premisesId: 'trial-2-1-101',
        description: '来电说厨房水管爆裂',
        channel: 'phone',
      }),
    ),
  ]);
  for (const act of ['accept', 'arrive'])
    expectStatus(await technician.post(`/v1/work-orders/${kept.workOrderId}/${act}`), 200);
  await until('both alarms', 60_000, async () => (await sentTo(missed.id, 'breach')).length >= 2 || undefined);
  // By now an alarm for the other one would have been sent too.
  await sleep(Math.max(0, Date.parse(kept.due) + GRACE_MS + 3000 - Date.now()));
});

async function dispatched(answer: HttpAnswer): Promise<Case> {
  const { id, number } = expectStatus(answer, 201).body;
  const { id: workOrderId } = await until(`work order of ${number}`, 60_000, async () =>
    (await workOrdersOf(supervisor, id)).find(({ assigneeStaffId }) => assigneeStaffId !== null),
  );
  await until(`clocks of ${number}`, 60_000, async () => (await clocksOf(supervisor, id)).length > 0 || undefined);
  const { due } = await arrivalOf(id);
  return { id, number, due, workOrderId, answer };
}

async function arrivalOf(id: string): Promise<ShownClock> {
  const arrival = (await clocksOf(supervisor, id)).find(({ kind }) => kind === 'arrival');
  if (!arrival) throw new Error(`no arrival clock of ${id}`);
  return arrival;
}

const sentTo = async (id: string, template: string) =>
  (await messagesOf(supervisor, id)).filter((message) => message.template === template && message.status === 'sent');

/** A problem document without the number of the call. */
const problemOf = ({ status, body: { instance: _, ...problem } }: HttpAnswer) => ({ status, problem });

const plus = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

describe('a report', () => {
  it('R060: is answered with a number, its category and the promise', () => {
    const { status, body, headers } = missed.answer;
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/requests/${missed.id}`);
    expect(body).toMatchObject({
      number: expect.stringMatching(/^BX\d{6}$/),
      category: 'flooding',
      categoryLabel: '水浸',
      promise: { text: '20 秒内到场' },
    });
  });

  it('R042: a burst pipe is urgent, under the standard of urgent repairs', async () => {
    expect((await owner.get(`/v1/requests/${missed.id}`)).body).toMatchObject({ urgent: true, channel: 'h5' });
    const { body } = await owner.get(`/v1/requests/${missed.id}/clocks`);
    const policies = body.items.map(({ kind, rule }: { kind: string; rule: { policyId: string } }) => [
      kind,
      rule.policyId,
    ]);
    expect(Object.fromEntries(policies)).toEqual({
      receipt: 'every-request',
      ack: 'repair.urgent',
      accept: 'repair.urgent',
      arrival: 'repair.urgent@trial',
      resolve: 'repair.urgent',
    });
  });

  it('R003: an agent reports what a household says on the phone, and is its author', async () => {
    expect((await agent.get(`/v1/requests/${kept.id}`)).body).toMatchObject({
      channel: 'phone',
      onBehalf: true,
      premisesId: 'trial-2-1-101',
    });
    const table = output(stage.outputs, 'intake', 'TableName');
    const journal = new Journal(documentClient(new DynamoDBClient(stage.connection)), table, 'demo');
    const [received] = await journal.events(requestAddress(kept.id));
    expect(received).toMatchObject({ name: 'request.received', detail: { actor: { type: 'staff', id: 'wu-ting' } } });
  });

  it('made again with its key is the same report', async () => {
    const again = await owner.post('/v1/requests', report, key);
    expect([again.status, again.body]).toEqual([201, missed.answer.body]);
    expect(await workOrdersOf(supervisor, missed.id)).toHaveLength(1);
  });

  it('made five times at once with one key is one report', async () => {
    const one = randomUUID();
    const quiet = { premisesId: 'trial-1-1-101', description: '换灯泡' };
    const many = await Promise.all([1, 2, 3, 4, 5].map(() => owner.post('/v1/requests', quiet, one)));
    expect(new Set(many.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expectStatus(many[0] ?? missed.answer, 201);
  });

  it('another one with a key that is taken is refused', async () => {
    const answer = await owner.post('/v1/requests', { ...report, description: '停电' }, key);
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:guanjia:problem:key-reused' } });
  });
});

describe('the work order', () => {
  it('R061 R066 R067: goes at once to a technician on duty who has the skill', async () => {
    const onDuty = await supervisor.get('/v1/posts/trial.technicians/on-duty');
    const skills = new Map<string, string[]>(
      onDuty.body.items.map(({ staffId, skills }: { staffId: string; skills: string[] }) => [staffId, skills]),
    );
    const [order] = (await supervisor.get(`/v1/requests/${missed.id}/work-orders`)).body.items;
    expect(order).toMatchObject({ skill: 'plumbing', assignedBecause: '当班且具备所需技能', arriveBy: missed.due });
    expect(skills.get(order.assigneeStaffId)).toContain('plumbing');
    // There was a choice.
    expect([...skills.values()].some((others) => !others.includes('plumbing'))).toBe(true);
  });

  it('R061: its technician is told by SMS what, where and until when', async () => {
    const told = (await toldAbout(stage.url, missed.number)).filter(({ to }) => to === technicianPhone);
    const [assigned, ...others] = told.filter((message) => !isWarning(message));
    expect(others).toEqual([]);
    expect(assigned).toMatchObject({ channel: 'sms' });
    for (const part of ['【云杉物业】紧急派单', '试用小区1栋1单元101', '水管爆裂', '前到场', missed.number])
      expect(assigned?.text).toContain(part);
  });

  it('R013: and the household that its report has been taken down, until when somebody comes', async () => {
    const told = (await toldAbout(stage.url, missed.number)).filter(({ to }) => to === ownerPhone);
    expect(told).toMatchObject([{ channel: 'sms', text: expect.stringContaining('【云杉物业】') }]);
  });

  it('shows the household no names', async () => {
    const [order] = (await owner.get(`/v1/requests/${missed.id}/work-orders`)).body.items;
    expect(order).toMatchObject({ status: 'assigned', number: missed.number });
    expect(JSON.stringify(order)).not.toContain('li-ming');
  });
});

describe('nobody comes', () => {
  it('R042 R060: the clocks run from the receipt, and the arrival is breached after its deadline', async () => {
    const clocks = new Map((await clocksOf(owner, missed.id)).map((clock) => [clock.kind, clock]));
    const { receivedAt } = (await owner.get(`/v1/requests/${missed.id}`)).body;
    expect([...clocks.keys()]).toEqual(['receipt', 'ack', 'accept', 'arrival', 'resolve']);
    expect(clocks.get('receipt')).toMatchObject({ status: 'met', stoppedAt: receivedAt, due: plus(receivedAt, 3_000) });
    expect(clocks.get('ack')).toMatchObject({ status: 'running', due: plus(receivedAt, 300_000) });
    expect(clocks.get('accept')).toMatchObject({ status: 'running', due: plus(receivedAt, 180_000) });
    const arrival = clocks.get('arrival');
    expect(arrival).toMatchObject({ status: 'breached', due: plus(receivedAt, 20_000), stoppedAt: null });
    expect(Date.parse(arrival?.judgedAt ?? '')).toBeGreaterThan(Date.parse(missed.due) + GRACE_MS);
  });

  it('the supervisor on duty has one e-mail, with the customer-service supervisor in copy', async () => {
    const emails = (await toldAbout(stage.url, missed.number)).filter(({ channel }) => channel === 'email');
    expect(emails).toMatchObject([{ to: 'zhao-gang@example.com', cc: 'chen-jing@example.com' }]);
    const [{ subject, text, html } = { subject: '', text: '', html: '' }] = emails;
    for (const part of ['【云杉物业】紧急超时', '试用小区1栋1单元101', '水管爆裂', missed.number])
      expect(subject).toContain(part);
    for (const said of [text, html])
      for (const [what, words] of [
        ['what', '水浸（水管爆裂）'],
        ['where', '试用小区1栋1单元101'],
        ['who', '负责人李明未到场'],
        ['how late', /已超\d+秒/],
        ['what to do', '立即联系李明，确认几分钟内能到场'],
        ['number', missed.number],
        ['link', linkIn(text)],
      ] as const)
        expect(said, what).toMatch(words);
  });

  it('and one SMS that says the same in short', async () => {
    const texts = (await toldAbout(stage.url, missed.number)).filter(
      (message) => message.channel === 'sms' && isAlarm(message),
    );
    expect(texts).toMatchObject([{ to: supervisorPhone }]);
    expect(texts[0]?.text).toMatch(
      /^【云杉物业】紧急超时：试用小区1栋1单元101水管爆裂，应.+前到场，负责人李明未到场，已超\d+秒，请立即处理。单号BX\d{6}$/,
    );
  });

  it('what the household wrote is in no message', async () => {
    for (const { text, html } of await toldAbout(stage.url, missed.number)) expect(text + html).not.toContain('客厅');
  });

  it('the delivery log tells the same', async () => {
    // The word before the deadline is left out: so short a deadline may be over before it is said.
    const log = (await messagesOf(supervisor, missed.id)).filter(({ template }) => template !== 'warning');
    expect(log).toMatchObject([
      { template: 'owner-received', channel: 'sms', staffId: null, status: 'sent' },
      { template: 'work-order-assigned', channel: 'sms', staffId: 'li-ming', status: 'sent' },
      { template: 'breach', channel: 'email', staffId: 'zhao-gang', copyStaffIds: ['chen-jing'], status: 'sent' },
      { template: 'breach', channel: 'sms', staffId: 'zhao-gang', copyStaffIds: [], status: 'sent' },
    ]);
  });

  it('the household reads it in the timeline', async () => {
    const kinds = await until('the timeline', 60_000, async () => {
      const { timeline } = (await owner.get(`/v1/requests/${missed.id}`)).body;
      const told = timeline.items.map(({ kind }: { kind: string }) => kind);
      return told.includes('escalated') && told.includes('breached') ? told : undefined;
    });
    expect(kinds).toEqual(['received', 'work-order-created', 'assigned', 'breached', 'escalated']);
  });
});

describe('the link in the e-mail', () => {
  let link = '';
  beforeAll(async () => {
    const [email] = (await toldAbout(stage.url, missed.number)).filter(({ channel }) => channel === 'email');
    link = linkIn(email?.text ?? '');
  });

  it('opens a page of the case without personal data, for whoever has it', async () => {
    const page = await fetch(link);
    const html = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const part of [missed.number, '水浸', '已超时', '已安排人员']) expect(html).toContain(part);
    const personal = [...people.staff, ...people.owners].flatMap(({ id, name, phone, email }) => [
      id,
      name,
      phone,
      email,
    ]);
    for (const found of [...personal, '1单元', '客厅', report.premisesId]) expect(html).not.toContain(found);
    expect(html.replace(missed.number, '')).not.toMatch(/\b101\b/);
  });

  it.each<[string, (token: string) => string]>([
    ['that was altered', (token) => `${token.slice(0, -10)}${token.at(-10) === 'A' ? 'B' : 'A'}${token.slice(-9)}`],
    ['for another case', (token) => token.replace(missed.id, kept.id)],
    ['that ends later', (token) => token.replace(/\.(\w+)\./, (_, until) => `.${plusOne(until)}.`)],
    ['without a signature', (token) => token.slice(0, token.lastIndexOf('.'))],
    ['made up', () => 'BX000001'],
  ])('one %s opens nothing', async (_, forge) => {
    const token = link.slice(link.lastIndexOf('/') + 1);
    expect(forge(token)).not.toBe(token);
    const page = await fetch(link.replace(token, forge(token)));
    const html = await page.text();
    expect(page.status).toBe(404);
    expect(html).toContain('链接已失效');
    expect(html).not.toMatch(/BX\d/);
  });

  const plusOne = (base36: string): string => (Number.parseInt(base36, 36) + 1).toString(36);
});

describe('a technician comes in time', () => {
  it('R042: every clock is met by the acts, and nobody is alarmed', async () => {
    const { acceptedAt, arrivedAt } = (await supervisor.get(`/v1/work-orders/${kept.workOrderId}`)).body;
    expect(arrivedAt <= kept.due).toBe(true);
    const { receivedAt } = (await agent.get(`/v1/requests/${kept.id}`)).body;
    expect(await clocksOf(agent, kept.id)).toMatchObject([
      { kind: 'receipt', status: 'met' },
      // A person took it down.
      { kind: 'ack', status: 'met', stoppedAt: receivedAt },
      { kind: 'accept', status: 'met', stoppedAt: acceptedAt },
      { kind: 'arrival', status: 'met', stoppedAt: arrivedAt },
      { kind: 'resolve', status: 'running' },
    ]);
    const templates = (await messagesOf(supervisor, kept.id)).map(({ template }) => template);
    // Where arriving takes long here, there is a word before the deadline.
    const alarming = templates.filter((template) => !template.startsWith('owner-') && template !== 'warning');
    expect(alarming).toEqual(['work-order-assigned']);
    expect((await toldAbout(stage.url, kept.number)).filter(isAlarm)).toEqual([]);
  });

  it('and cannot arrive twice', async () => {
    const again = await technician.post(`/v1/work-orders/${kept.workOrderId}/arrive`);
    expect(again).toMatchObject({ status: 409, body: { type: 'urn:guanjia:problem:state-conflict' } });
  });

  it('a colleague who wants it is told who has it', async () => {
    const other = await otherTechnician.post(`/v1/work-orders/${missed.workOrderId}/accept`);
    expect(other).toMatchObject({ status: 409, body: { assigneeStaffId: 'li-ming' } });
  });

  it('and cannot arrive for somebody else: to others the work order is not there', async () => {
    const other = await otherTechnician.post(`/v1/work-orders/${missed.workOrderId}/arrive`);
    const missing = await otherTechnician.post('/v1/work-orders/nothing/arrive');
    expect(problemOf(other)).toEqual(problemOf(missing));
    expect(other.status).toBe(404);
  });
});

describe('who is not concerned', () => {
  const views = ['', '/clocks', '/work-orders'];

  it('sees a request of others as little as one that does not exist', async () => {
    for (const stranger of [neighbour, supervisorElsewhere])
      for (const view of views) {
        const foreign = await stranger.get(`/v1/requests/${missed.id}${view}`);
        const missing = await stranger.get(`/v1/requests/${randomUUID()}${view}`);
        expect(foreign.status, `${stranger.username} ${view}`).toBe(404);
        expect(problemOf(foreign)).toEqual(problemOf(missing));
      }
    expect((await supervisorElsewhere.get(`/v1/requests/${missed.id}/messages`)).body).toEqual({ items: [] });
  });

  it('cannot report for the premises of others, and does not learn which there are', async () => {
    const foreign = await neighbour.post('/v1/requests', report);
    const missing = await neighbour.post('/v1/requests', { ...report, premisesId: 'trial-1-1-999' });
    expect(foreign.status).toBe(422);
    expect(problemOf(foreign)).toEqual(problemOf(missing));
  });

  it('without a token, or with a forged one, is not let in', async () => {
    const [head = '', payload = '', signature = ''] = owner.token.split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), 'cognito:groups': ['manager'] };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of ['', 'x', `${head}.${forged}.${signature}`, `${unsigned}.${forged}.`]) {
      const stranger = callerWith(stage.url, 'nobody', token);
      expect((await stranger.get(`/v1/requests/${missed.id}`)).status).toBe(401);
      expect((await stranger.post('/v1/requests', report)).status).toBe(401);
    }
  });
});
