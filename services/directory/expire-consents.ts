import type { Cause } from '../../shared/events/envelope.ts';
import { retrying } from '../../shared/journal/retrying.ts';
import { type PersonFact, personStateSchema } from './contract/person.ts';
import { fieldsExpired } from './domain/person.ts';
import type { PersonJournal } from './person-journal.ts';
import { deletingSensitive } from './sensitive-store.ts';

/**
 * Ends the consents of a person whose time is over, and deletes what they covered, data key and all (R272).
 * @param row a person's state item that the sweep has found due
 * @param now ISO instant
 */
export async function expireConsents(
  row: unknown,
  { persons, peopleTable }: { persons: PersonJournal; peopleTable: string },
  now: string,
): Promise<void> {
  const { personId } = personStateSchema.parse(row);
  await retrying(async () => {
    const before = await persons.read(personId);
    const fields = fieldsExpired(before.state, now);
    const [first, ...more] = fields.map(
      (field): PersonFact => ({ type: 'consent-ended', field, why: 'expired', channel: null }),
    );
    if (!first) return;
    const id = `person.${personId}.${before.version}`;
    const cause: Cause = { at: now, actor: { type: 'system', id: 'directory' }, correlationId: id, causationId: id };
    await persons.write(before, [first, ...more], cause, { also: deletingSensitive(peopleTable, personId, fields) });
  });
}
