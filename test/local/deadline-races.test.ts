import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { expectStatus } from '../../infra/local/callers.ts';
import { eachOf, until } from '../../infra/local/story/facts.ts';
import { clocksOf, enter, workOrdersOf } from '../../infra/local/story/stage.ts';
import { type TrialStandard, trialStandard } from '../../infra/local/story/trial-standard.ts';
import { GRACE_MS } from '../../services/sla/contract/grace.ts';
import { assignedWorkOrder, persistently } from './faults/cases.ts';
import { deadLetters, type Inbox, inboxesOfStage } from './faults/inboxes.ts';
import { isEvent, rowsOf, untilSettled } from './faults/journals.ts';
import { startFaults } from './gateway-faults.ts';
import { type Flood, reportFlood, toldOutcome, untilInstant } from './trial-flood.ts';

/**
 * Acts beside a deadline that are no arrivals: their instant decides too, whether the timer or their news comes first.
 */

const stage = inject('stage');
const LIMIT_SECONDS = 12;
const PER_GROUP = 20;
const AT_ONCE = 6;
/** From a deadline to the appointment of its pause. */
const APPOINTMENT_MS = 16_000;

const [manager, agent, supervisor, technician] = await Promise.all([
  enter(stage, 'zhou-lan'),
  enter(stage, 'wu-ting'),
  enter(stage, 'zhao-gang'),
  enter(stage, 'li-ming'),
]);

let inboxes: readonly Inbox[];
let standard: TrialStandard;
let deadBefore: Record<string, number>;

beforeAll(async () => {
  inboxes = await inboxesOfStage(stage);
  standard = await trialStandard(manager, agent);
  await standard.limitArrival(LIMIT_SECONDS);
  deadBefore = await deadLetters(stage);
});

afterAll(async () => {
  await standard.restore();
  expect(await deadLetters(stage)).toEqual(deadBefore);
});

const floods = (firstBuilding: number, count = PER_GROUP): Promise<Flood[]> =>
  eachOf([...Array(count).keys()], AT_ONCE, (n) => reportFlood(agent, firstBuilding + n));

/** Half of the group just before its deadline, half just after; neighbours far from each other. */
const distance = (n: number): number => -950 + (1_900 * ((n * 7) % PER_GROUP)) / PER_GROUP;

/** @param lost the event whose news is lost on its way until the alarms are out */
async function beside(cases: readonly Flood[], lost: string, act: (one: Flood) => Promise<void>) {
  const dues = cases.map(({ due }) => Date.parse(due));
  await untilInstant(Math.min(...dues) - 1_300);
  const faults = await startFaults({ service: 'events', operation: 'PutEvents', body: lost, fate: 'drop' });
  const timed = cases.map((one, n) => ({ one, at: Date.parse(one.due) + distance(n) }));
  await eachOf(
    timed.toSorted((a, b) => a.at - b.at),
    AT_ONCE,
    async ({ one, at }) => {
      await untilInstant(at);
      await act(one);
    },
  );
  await untilInstant(Math.max(...dues) + GRACE_MS + 4_000);
  await faults.stop();
}

/** When the product says that an act was done, by request. */
async function instantsOf(service: 'dispatch' | 'intake', name: string): Promise<Map<string, string>> {
  const events = (await rowsOf(stage, service)).filter((row) => isEvent(row) && row.name === name);
  return new Map(
    events.map((row) => {
      const { data, subject } = JSON.parse(String(row.detail));
      return [data.requestId ?? subject.id, data.at];
    }),
  );
}

it('R042: a pause beside the deadline whose news comes after the alarm', { timeout: 240_000 }, async () => {
  const cases = await floods(401);
  const orders = new Map(
    await eachOf(cases, AT_ONCE, async (one) => {
      const order = await assignedWorkOrder(supervisor, one);
      expectStatus(await technician.post(`/v1/work-orders/${order.id}/accept`), 200);
      return [one.id, order.id] as const;
    }),
  );
  const appointmentOf = ({ due }: Flood) => new Date(Date.parse(due) + APPOINTMENT_MS).toISOString();
  await beside(cases, 'work-order.waiting', async (one) => {
    const body = { reason: 'owner-absent', note: '敲门无人应答，已电话约好时间', appointment: appointmentOf(one) };
    expectStatus(await technician.post(`/v1/work-orders/${orders.get(one.id)}/wait`, body), 200);
  });
  // Every second one comes back before the appointment, the others never do.
  const back = cases.filter((_, n) => n % 2 === 0);
  await eachOf(back, AT_ONCE, async (one) => {
    expectStatus(await technician.post(`/v1/work-orders/${orders.get(one.id)}/arrive`), 200);
  });
  const pausedAt = await instantsOf('dispatch', 'work-order.waiting');
  const arrivedAt = await instantsOf('dispatch', 'work-order.arrived');
  await untilInstant(Math.max(...cases.map(({ due }) => Date.parse(due))) + APPOINTMENT_MS + 1_000 + GRACE_MS + 2_000);
  await untilSettled(stage, inboxes);

  const outcomes = await eachOf(cases, AT_ONCE, (one) => toldOutcome(supervisor, one));
  for (const [n, one] of cases.entries()) {
    const outcome = outcomes[n];
    const paused = pausedAt.get(one.id) ?? '';
    if (paused > one.due) expect(outcome, one.number).toMatchObject({ status: 'breached', due: one.due, alarms: 1 });
    else {
      const arrived = arrivedAt.get(one.id);
      const end = arrived && arrived < appointmentOf(one) ? arrived : appointmentOf(one);
      const due = new Date(Date.parse(one.due) + Date.parse(end) - Date.parse(paused)).toISOString();
      const met = arrived !== undefined && arrived <= due;
      expect(outcome?.status, one.number).toBe(met ? 'met' : 'breached');
      if (!arrived) expect(outcome?.due, one.number).toBe(due);
      expect(outcome && outcome.alarms - outcome.corrections, one.number).toBe(met ? 0 : 1);
    }
  }
  const inTime = cases.filter(({ id, due }) => (pausedAt.get(id) ?? '') <= due);
  // A busy machine is late with most of them.
  expect(inTime.length).toBeGreaterThanOrEqual(1);
  expect(cases.length - inTime.length).toBeGreaterThanOrEqual(1);
  expect(outcomes.some((outcome) => outcome.corrections > 0)).toBe(true);
});

it('F-18: another category beside the deadline, and its news comes after the alarm', { timeout: 240_000 }, async () => {
  const cases = await floods(441);
  await eachOf(cases, AT_ONCE, (one) => assignedWorkOrder(supervisor, one));
  await beside(cases, 'request.reclassified', async (one) => {
    const body = { category: 'simple-repair', reason: '现场确认是水龙头滴水，不是水管爆裂' };
    expectStatus(await agent.post(`/v1/requests/${one.id}/reclassify`, body), 200);
  });
  await untilInstant(Math.max(...cases.map(({ due }) => Date.parse(due))) + GRACE_MS + 2_000);
  await untilSettled(stage, inboxes);
  const at = await instantsOf('intake', 'request.reclassified');
  const outcomes = await eachOf(cases, AT_ONCE, (one) => toldOutcome(supervisor, one));
  for (const [n, one] of cases.entries()) {
    const late = (at.get(one.id) ?? '') > one.due;
    const outcome = outcomes[n];
    expect(outcome?.status, one.number).toBe(late ? 'breached' : 'cancelled');
    expect(outcome && outcome.alarms - outcome.corrections, one.number).toBe(late ? 1 : 0);
  }
  const clocks = await clocksOf(supervisor, cases[0]?.id ?? '');
  expect(clocks.filter(({ kind, status }) => kind === 'resolve' && status === 'running')).toHaveLength(1);
  expect(outcomes.some((outcome) => outcome.corrections > 0)).toBe(true);
});

it('R042: a timer that never ran: who comes too late is late all the same', { timeout: 240_000 }, async () => {
  const faults = await startFaults({ service: 'states', operation: 'StartExecution', times: 10_000, fate: 'drop' });
  const cases = await floods(481, 10);
  const orders = await eachOf(cases, AT_ONCE, (one) => assignedWorkOrder(supervisor, one));
  await untilInstant(Math.max(...cases.map(({ due }) => Date.parse(due))) + 300);
  await eachOf(orders, AT_ONCE, async ({ id }) => {
    expectStatus(await technician.post(`/v1/work-orders/${id}/arrive`), 200);
  });
  const statuses = await until('a verdict on each', 120_000, async () => {
    const all = await eachOf(cases, AT_ONCE, async (one) => (await toldOutcome(supervisor, one)).status);
    return all.every((status) => status !== 'running') ? all : undefined;
  });
  expect(statuses).toEqual(cases.map(() => 'breached'));
  expect((await faults.stop())[0]).toBeGreaterThan(0);
  await untilSettled(stage, inboxes);
  const outcomes = await eachOf(cases, AT_ONCE, (one) => toldOutcome(supervisor, one));
  expect(outcomes.map(({ alarms, corrections }) => alarms - corrections)).toEqual(cases.map(() => 1));
});

it('R066: forty accept at once, one has it and the others are told who', { timeout: 240_000 }, async () => {
  const colleague = await enter(stage, 'liu-yang');
  for (let round = 0; round < 5; round++) {
    const one = await reportFlood(agent, 501 + round);
    // Whoever is asked refuses, until it is open to everybody.
    const open = await until('open to everybody', 60_000, async () => {
      const [order] = await workOrdersOf(supervisor, one.id);
      if (order?.status === 'unassigned') return order;
      if (order?.assigneeStaffId) {
        const asked = await enter(stage, order.assigneeStaffId);
        await asked.post(`/v1/work-orders/${order.id}/refuse`, { reason: 'busy' });
      }
      return undefined;
    });
    const callers = [technician, colleague];
    const answers = await Promise.all(
      [...Array(40).keys()].map((n) => {
        const key = randomUUID();
        return persistently(() => (callers[n % 2] ?? technician).post(`/v1/work-orders/${open.id}/accept`, {}, key));
      }),
    );
    const [order] = await workOrdersOf(supervisor, one.id);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(39).fill(409)]);
    const others = answers.filter(({ status }) => status === 409);
    expect(order).toMatchObject({ status: 'accepted' });
    expect(others.map(({ body }) => body.assigneeStaffId)).toEqual(others.map(() => order?.assigneeStaffId));
  }
});
