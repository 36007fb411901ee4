import { callsOf, type Usage } from './meter.ts';
import { prices } from './prices.ts';

const GB = 1024 ** 3;
const MONTHS_STORED = 12;

/** What was used, by what is paid for: dollars. Without e-mail, SMS and sign-in. */
export function dollarsOf(usage: Usage, storedBytes: number) {
  const calls = callsOf(usage);
  return {
    timers: usage.transitions * prices.transition,
    tables: usage.writeUnits * prices.writeUnit + usage.readUnits * prices.readUnit,
    functions: calls * prices.call + usage.gigabyteSeconds * prices.gigabyteSecond,
    'bus and queues': usage.events * prices.event + usage.queueRequests * prices.queueRequest,
    'API, keys, logs':
      usage.apiRequests * prices.apiRequest +
      usage.keyRequests * prices.keyRequest +
      (usage.logBytes / GB) * prices.loggedGigabyte,
    'a year of storage': (storedBytes / GB) * prices.storedGigabyteMonth * MONTHS_STORED,
    // No function hands its trace on, so each call is one; X-Ray samples all of them on a quiet day.
    'traces, at most': calls * prices.trace,
  };
}

export type Dollars = ReturnType<typeof dollarsOf>;

/** What is there whether it is used or not. */
export interface Standing {
  readonly sweeps: number;
  readonly inboxes: number;
  readonly keys: number;
  readonly alarms: number;
}

const MINUTES_A_MONTH = 43_800;
/** Lambda asks each queue with five pollers, three times a minute. */
const POLLS_A_MINUTE = 15;

/** @param minute what all sweeps together use in a minute without work */
export function standingDollars(minute: Usage, { sweeps, inboxes, keys, alarms }: Standing) {
  const { 'traces, at most': traces, ...parts } = dollarsOf(minute, 0);
  return {
    sweeps: (sumOf(parts) + callsOf(minute) * prices.scheduledCall) * MINUTES_A_MONTH,
    'their traces': traces * MINUTES_A_MONTH,
    'asking the inboxes': inboxes * POLLS_A_MINUTE * prices.queueRequest * MINUTES_A_MONTH,
    keys: keys * prices.keyMonth,
    alarms: alarms * prices.alarmMonth,
    // The age of the oldest unsent event, from every sweep.
    'own metrics': sweeps * prices.metricMonth,
  };
}

export const sumOf = (dollars: Readonly<Record<string, number>>): number =>
  Object.values(dollars).reduce((sum, part) => sum + part, 0);
