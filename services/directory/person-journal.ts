import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Cause } from '../../shared/events/envelope.ts';
import { actorSchema } from '../../shared/events/envelope.ts';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { draft } from '../../shared/journal/event-item.ts';
import { Journal, type Stored } from '../../shared/journal/journal.ts';
import { personChanged } from './contract/events.ts';
import { type PersonFact, type PersonState, personFactSchema, personStateSchema } from './contract/person.ts';
import { evolvePerson, nextExpiry, untouched } from './domain/person.ts';
import { personAddress } from './keys.ts';

/** One line of a person's history. */
export interface PersonChange {
  readonly version: number;
  readonly at: string;
  readonly by: z.output<typeof actorSchema>;
  readonly fact: PersonFact;
}

const detailSchema = z.object({ actor: actorSchema, subject: z.object({ version: z.int().positive() }) });
const eventSchema = z.object({
  at: z.string(),
  detail: z.string().transform((json) => detailSchema.parse(JSON.parse(json))),
  private: z.object({ fact: personFactSchema }),
});

/** What was done to people's data, in table `directory`: versions, consents, history; never the data themselves. */
export class PersonJournal {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #journal: Journal;

  constructor(doc: DynamoDBDocumentClient, table: string, company: string) {
    this.#doc = doc;
    this.#table = table;
    this.#journal = new Journal(doc, table, company);
  }

  /** Version 0 for somebody whose data nobody has changed yet. */
  async read(personId: string): Promise<Stored<PersonState>> {
    const stored = await this.#journal.read(personAddress(personId), personStateSchema);
    return stored ?? { version: 0, state: untouched(personId) };
  }

  /**
   * Writes facts down together with what they change in table `people`.
   * @param also the writes to table `people`
   * @throws ConcurrentChange when the person is not as it was read any more
   */
  async write(
    { version, state }: Stored<PersonState>,
    facts: readonly [PersonFact, ...PersonFact[]],
    cause: Cause,
    { also, once }: { also: readonly TransactItem[]; once?: TransactItem },
  ): Promise<Stored<PersonState>> {
    const { personId } = state;
    const next = facts.reduce((before, fact) => evolvePerson(before, { fact, at: cause.at, by: cause.actor }), state);
    const told = (fact: PersonFact, n: number) =>
      draft(personChanged, { personId, version: version + n + 1 }, { fact });
    const [first, ...more] = facts;
    await this.#journal.write({
      cause,
      changes: [
        {
          address: personAddress(personId),
          expectedVersion: version,
          state: next,
          events: [told(first, 0), ...more.map((fact, n) => told(fact, n + 1))],
          todoAt: nextExpiry(next),
        },
      ],
      once,
      also,
    });
    return { version: version + facts.length, state: next };
  }

  /** What was done to a person's data, oldest first. */
  async changes(personId: string, page: PageQuery): Promise<Page<PersonChange>> {
    const { pk, events: prefix } = personAddress(personId);
    const { rows, next } = await readPage(this.#doc, { table: this.#table, pk, prefix }, page);
    return { rows: rows.map((row) => changeOf(row)), next };
  }
}

function changeOf(row: unknown): PersonChange {
  const { at, detail, private: unpublished } = eventSchema.parse(row);
  return { version: detail.subject.version, at, by: detail.actor, fact: unpublished.fact };
}
