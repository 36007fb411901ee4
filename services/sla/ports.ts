import type { Journal } from '../../shared/journal/journal.ts';
import type { Timer } from '../../shared/timer/timer.ts';
import type { SlaStore } from './store.ts';

/** What the use cases of this service stand on. */
export interface SlaPorts {
  readonly journal: Pick<Journal, 'write'>;
  readonly store: Pick<SlaStore, 'partition' | 'factItems' | 'unchanged' | 'armed' | 'calendars'>;
  readonly timer: Pick<Timer, 'start' | 'stop'>;
  readonly company: string;
}
