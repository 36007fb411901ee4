import type { Operation } from '../../../shared/http/operation.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import type { SlaPorts } from '../ports.ts';
import type { SlaStore } from '../store.ts';
import { causeOperation } from './cause.ts';
import { clockOperations } from './clocks.ts';
import { exemptOperation } from './exempt.ts';
import { extendOperation } from './extend.ts';
import { listOperations } from './lists.ts';
import { versionOperations } from './setting-versions.ts';
import { settingsOperations } from './settings.ts';

/**
 * All that this service answers to: its role table.
 * @param timeZone the company's
 */
export const slaOperations = (
  ports: SlaPorts & { journal: Journal; store: SlaStore },
  timeZone: string,
): Operation[] => [
  ...clockOperations(ports),
  ...listOperations(ports, timeZone),
  causeOperation(ports),
  exemptOperation(ports),
  extendOperation(ports),
  ...settingsOperations(ports),
  ...versionOperations(ports),
];
