import { type Dollars, dollarsOf } from './dollars.ts';
import type { Life } from './lives.ts';
import { callsOf, type Usage } from './meter.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
/** After so long nothing of a life is owed any more. */
const DAYS_APART = 28;

export interface Measured {
  readonly life: Life;
  readonly requestId: string;
  readonly usage: Usage;
  readonly storedBytes: number;
  readonly dollars: Dollars;
}

/** The next Tuesday at ten in the morning in Shanghai, four weeks after the life before. */
export function* mornings(first: string): Generator<string, never> {
  for (let at = Date.parse(first); ; at += DAYS_APART * DAY_MS) yield new Date(at).toISOString();
}

/** Lives one life until nothing is owed any more, and tells what it used. */
export async function measure(world: World, life: Life, start: string): Promise<Measured> {
  await world.until(start);
  world.meter.reset();
  const requestId = await life.live(world, start);
  await world.until(new Date(Date.parse(start) + (DAYS_APART - 1) * DAY_MS).toISOString());
  if (world.owes) throw new Error(`${life.name} is not over`);
  const { usage } = world.meter;
  const storedBytes = world.storedBytes(requestId);
  return { life, requestId, usage, storedBytes, dollars: dollarsOf(usage, storedBytes) };
}

/** What DynamoDB counted, and everything else that one life used, in one line to be compared. */
export const fingerprint = ({ usage }: Measured): string => {
  const { transitions, events, writeUnits, readUnits, apiRequests, queueRequests } = usage;
  return JSON.stringify({
    transitions,
    events,
    writeUnits,
    readUnits,
    apiRequests,
    queueRequests,
    calls: callsOf(usage),
  });
};
