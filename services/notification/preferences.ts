import * as z from 'zod';
import { briefly } from '../../shared/brief/briefly.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import { log } from '../../shared/log/log.ts';
import { type Preferences, preferencesSchema } from './contract/preferences.ts';
import { nothingSet } from './domain/preferences.ts';
import { preferencesAddress } from './store.ts';

/** A change reaches the senders within this time; a message that is queued and sent at once asks the table once. */
const PREFERENCES_KEPT_MS = 10_000;

/** What somebody has asked for, as its state keeps it. */
export const storedPreferencesSchema = z.object({ preferences: preferencesSchema });

/**
 * How people want to be told. No message waits for that, an alarm least of all: what cannot be read counts as not said.
 */
export function preferenceSource(
  journal: Pick<Journal, 'read'>,
  now: () => number = Date.now,
): (personId: string) => Promise<Preferences> {
  const read = briefly(
    PREFERENCES_KEPT_MS,
    async (personId) => {
      const stored = await journal.read(preferencesAddress(personId), storedPreferencesSchema);
      return stored?.state.preferences ?? nothingSet;
    },
    now,
  );
  return async (personId) => {
    try {
      return await read(personId);
    } catch (error) {
      log.error('preferences cannot be read', error, { personId });
      return nothingSet;
    }
  };
}
