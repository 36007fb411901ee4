import type { Operation } from '../../../shared/http/operation.ts';
import type { Journal } from '../../../shared/journal/journal.ts';
import type { SlaStore } from '../store.ts';
import { clockOperations } from './clocks.ts';
import { settingsOperations } from './settings.ts';

/** All that this service answers to: its role table. */
export const slaOperations = (ports: { journal: Journal; store: SlaStore }): Operation[] => [
  ...clockOperations(ports),
  ...settingsOperations(ports),
];
