import type { ClockRule, Policy } from '../contract/policy.ts';
import { EVERY_REQUEST } from '../contract/promise.ts';

const quiet = { marks: [], ladder: false };

/** Said at once, by the answer to the report itself. */
const receipt: ClockRule = { kind: 'receipt', limit: 'PT3S', calendarId: '24x7', ...quiet };

const companyPolicy = (policyKey: string, clocks: ClockRule[]): Policy => ({
  id: policyKey,
  policyKey,
  communityId: null,
  clocks,
});

/** Repairs that can wait for the desk's hours. When they must be done belongs to a later stage: `resolve` clocks. */
const unhurried: ClockRule[] = [
  receipt,
  { kind: 'ack', limit: 'PT30M', calendarId: 'service', ...quiet },
  { kind: 'accept', limit: 'PT30M', calendarId: 'service', ...quiet },
];

/** The service standard that a company starts with; afterwards it changes its own by API. */
export const defaultPolicies: readonly Policy[] = [
  /** The outer limit of the first response (R059), where closed days would stretch a limit in service hours. */
  companyPolicy(EVERY_REQUEST, [{ kind: 'ack', limit: 'PT24H', calendarId: '24x7', ...quiet }]),
  /** Flooding, power cut, water cut, blocked toilet, other danger (R042). */
  companyPolicy('repair.urgent', [
    receipt,
    { kind: 'ack', limit: 'PT5M', calendarId: '24x7', ...quiet },
    { kind: 'accept', limit: 'PT3M', calendarId: '24x7', ...quiet },
    { kind: 'arrival', limit: 'PT10M', calendarId: '24x7', marks: [0.8], ladder: true },
  ]),
  companyPolicy('repair.simple', unhurried),
  companyPolicy('repair.other', unhurried),
];
