import type { Operation } from '../../../shared/http/operation.ts';
import type { SlaPorts } from '../ports.ts';
import { clockOperations } from './clocks.ts';
import { settingsOperations } from './settings.ts';

/** All that this service answers to: its role table. */
export const slaOperations = (ports: Pick<SlaPorts, 'journal' | 'store'>, timeZone: string): Operation[] => [
  ...clockOperations(ports, timeZone),
  ...settingsOperations(ports),
];
