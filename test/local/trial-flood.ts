import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, expectStatus } from '../../infra/local/callers.ts';
import { clocksOf, messagesOf } from '../../infra/local/story/stage.ts';

/** A burst pipe in the trial community that has been reported. */
export interface Flood {
  readonly id: string;
  readonly number: string;
  /** Until when somebody was promised to be there. */
  readonly due: string;
}

/** An agent takes down a burst pipe. @param building each has one flat */
export async function reportFlood(agent: Caller, building: number): Promise<Flood> {
  const body = { premisesId: `trial-${building}-1-101`, description: '厨房水管爆裂', channel: 'phone' };
  const { id, number, promise } = expectStatus(await agent.post('/v1/requests', body), 201).body;
  const { due } = promise.deadlines.find(({ kind }: { kind: string }) => kind === 'arrival');
  return { id, number, due };
}

/** @param instant epoch milliseconds */
export const untilInstant = (instant: number): Promise<void> => sleep(Math.max(0, instant - Date.now()));

/** How the first arrival clock of a request stands, and what the supervisor has been told of it. */
export interface ToldOutcome {
  readonly status: string | undefined;
  readonly due: string | undefined;
  readonly alarms: number;
  readonly corrections: number;
}

/** @param supervisor who reads; alarms and corrections are counted by e-mails sent */
export async function toldOutcome(supervisor: Caller, { id }: Flood): Promise<ToldOutcome> {
  const [clocks, messages] = await Promise.all([clocksOf(supervisor, id), messagesOf(supervisor, id)]);
  const arrival = clocks.find(({ kind }) => kind === 'arrival');
  const sent = (...templates: string[]) =>
    messages.filter(
      (message) => templates.includes(message.template) && message.channel === 'email' && message.status === 'sent',
    ).length;
  return {
    status: arrival?.status,
    due: arrival?.due,
    alarms: sent('breach'),
    corrections: sent('breach-retracted', 'breach-voided'),
  };
}
