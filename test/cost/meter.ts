import type { Entry } from '../../infra/functions.ts';
import type { Consumed } from './memory-tables.ts';

/** Everything that is paid for by use, as it was used. */
export interface Usage {
  /** Of Step Functions: states entered. */
  transitions: number;
  executions: number;
  /** Of the bus, in steps of 64 KB. */
  events: number;
  writeUnits: number;
  readUnits: number;
  /** Calls of functions by entry. */
  calls: Record<Entry, number>;
  gigabyteSeconds: number;
  queueRequests: number;
  apiRequests: number;
  keyRequests: number;
  logBytes: number;
  emails: number;
  textMessages: number;
}

const nothing = (): Usage => ({
  transitions: 0,
  executions: 0,
  events: 0,
  writeUnits: 0,
  readUnits: 0,
  calls: { api: 0, attachments: 0, 'on-events': 0, relay: 0, sweep: 0 },
  gigabyteSeconds: 0,
  queueRequests: 0,
  apiRequests: 0,
  keyRequests: 0,
  logBytes: 0,
  emails: 0,
  textMessages: 0,
});

/**
 * Milliseconds billed for a warm call with 512 MB, assumed: a handful of DynamoDB calls of 4 to 8 ms each. Nothing else
 * in the count is a guess, and a tenth of a cent per 1,000 requests hangs on 10 ms of it.
 */
const BILLED_MS: Readonly<Record<Entry, number>> = {
  api: 30,
  attachments: 30,
  'on-events': 40,
  relay: 40,
  sweep: 100,
};
/** START, END and REPORT, which Lambda itself writes for each call. */
const PLATFORM_LOG_BYTES = 350;
const EVENT_BYTES = 64 * 1024;
/** Its sending by the bus; its receipt and deletion by Lambda's poller, when no other message shares them. */
const REQUESTS_PER_MESSAGE = 3;

/** Counts what is used from now on. */
export class Meter {
  usage = nothing();
  /** DynamoDB's requests one by one. */
  requests: Consumed[] = [];
  #standing = false;

  reset(): void {
    this.usage = nothing();
    this.requests = [];
  }

  /** Runs a sweep without what it does every minute, work or not. */
  async asideFromStanding(sweep: () => Promise<unknown>): Promise<void> {
    this.#standing = true;
    await sweep();
    this.#standing = false;
  }

  dynamo(consumed: Consumed): void {
    if (this.#standing && consumed.index === 'todo') return;
    this.requests.push(consumed);
    this.usage.readUnits += consumed.reads;
    this.usage.writeUnits += consumed.writes;
  }

  call(entry: Entry, memoryMb: number): void {
    if (this.#standing) return;
    this.usage.calls[entry] += 1;
    this.usage.gigabyteSeconds += (memoryMb / 1024) * (BILLED_MS[entry] / 1000);
    this.usage.logBytes += PLATFORM_LOG_BYTES;
    if (entry === 'api') this.usage.apiRequests += 1;
  }

  event(detail: string): void {
    this.usage.events += Math.ceil(Buffer.byteLength(detail) / EVENT_BYTES);
  }

  message(): void {
    this.usage.queueRequests += REQUESTS_PER_MESSAGE;
  }
}

/** Calls of functions of every kind. */
export const callsOf = ({ calls }: Usage): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
