import type { Operation } from '../../../shared/http/operation.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import type { SlaStore } from '../store.ts';
import { causeOperation } from './cause.ts';
import { clockOperations } from './clocks.ts';
import { exemptOperation } from './exempt.ts';
import { listOperations } from './lists.ts';
import { versionOperations } from './setting-versions.ts';
import { settingsOperations } from './settings.ts';

/**
 * All that this service answers to: its role table.
 * @param timeZone the company's
 */
export const slaOperations = (ports: { journal: Journal; store: SlaStore }, timeZone: string): Operation[] => [
  ...clockOperations(ports),
  ...listOperations(ports, timeZone),
  causeOperation(ports),
  exemptOperation(ports),
  ...settingsOperations(ports),
  ...versionOperations(ports),
];
