import type { Change } from '../../../shared/journal/journal.ts';
import type { ClockRow } from '../clock-row.ts';
import type { ClockChange } from '../domain/changes.ts';
import { listPlace } from '../domain/lists.ts';
import { clockAddress } from '../store.ts';
import { armBy } from './arm-clock.ts';

/** A changed clock: what the journal writes, and the row that this makes, whose timer is still to be started. */
export interface WrittenClock {
  readonly change: Change;
  readonly row: ClockRow;
}

/** All writes of clocks but the timer's come through here, so none forgets its list or what the sweep must look for. */
export function writtenClock(
  { expectedVersion, state, events }: ClockChange,
  { correlationId, about }: Pick<ClockRow, 'correlationId' | 'about'>,
  now: string,
): WrittenClock {
  return {
    change: {
      address: clockAddress(state.requestId, state.clockId),
      expectedVersion,
      state: { ...state, correlationId, about },
      events,
      todoAt: armBy(state, now),
      list: listPlace(state, about.communityId),
    },
    row: { state, version: expectedVersion + events.length, correlationId, about, armed: false },
  };
}
