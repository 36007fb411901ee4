import type { Contact, PeopleReader } from '../directory/reader.ts';

const KEPT_MS = 10_000;

/**
 * Asks for a person once in ten seconds, in memory only: when many clocks run out together the same few supervisors
 * are told again and again, and every call saved brings the later alarms forward.
 */
export class BriefContacts {
  readonly #people: Pick<PeopleReader, 'contacts'>;
  readonly #now: () => number;
  readonly #known = new Map<string, { contact: Contact; until: number }>();

  /** @param now epoch milliseconds */
  constructor(people: Pick<PeopleReader, 'contacts'>, now: () => number) {
    this.#people = people;
    this.#now = now;
  }

  /** In any order; who is not known, or erased, is missing. */
  async contacts(staffIds: readonly string[]): Promise<Contact[]> {
    const now = this.#now();
    for (const [staffId, { until }] of this.#known) if (until <= now) this.#known.delete(staffId);
    // Taken before anything is awaited: a call beside this one may find them too old.
    const known = staffIds.flatMap((staffId) => this.#known.get(staffId)?.contact ?? []);
    const missing = staffIds.filter((staffId) => !this.#known.has(staffId));
    const asked = missing.length > 0 ? await this.#people.contacts(missing) : [];
    for (const contact of asked) this.#known.set(contact.staffId, { contact, until: now + KEPT_MS });
    return [...known, ...asked];
  }
}
