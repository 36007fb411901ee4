import { inject } from 'vitest';
import * as z from 'zod';
import type { FaultRule } from './fault-server.ts';

export type { FaultRule } from './fault-server.ts';

/** Calls that are broken on their way from the product to AWS. */
export interface Faults {
  /** Ends them. @returns how many calls met each rule */
  stop(): Promise<number[]>;
}

/** Breaks calls through the gateway from now on: one set of rules at a time, for all functions and clients. */
export async function startFaults(...rules: readonly FaultRule[]): Promise<Faults> {
  await send(rules);
  return { stop: () => send([]) };
}

/** @returns how many calls met each of the rules before */
async function send(rules: readonly FaultRule[]): Promise<number[]> {
  const response = await fetch(inject('faultsUrl'), { method: 'PUT', body: JSON.stringify(rules) });
  return z.array(z.number()).parse(await response.json());
}
