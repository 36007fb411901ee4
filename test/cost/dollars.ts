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

export const sumOf = (dollars: Dollars): number => Object.values(dollars).reduce((sum, part) => sum + part, 0);
