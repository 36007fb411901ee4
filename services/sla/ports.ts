import type { Journal } from '../../shared/journal/journal.ts';
import type { Timer } from '../../shared/timer/timer.ts';
import type { SlaStore } from './store.ts';

/** What the use cases of this service stand on. */
export interface SlaPorts {
  readonly journal: Journal;
  readonly store: SlaStore;
  readonly timer: Timer;
  readonly company: string;
}
