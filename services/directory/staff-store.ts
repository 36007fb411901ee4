import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Cause } from '../../shared/events/envelope.ts';
import { queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import { draft } from '../../shared/journal/event-item.ts';
import { Journal, type Stored } from '../../shared/journal/journal.ts';
import { staffChanged } from './contract/events.ts';
import { type StaffTerm, staffTermSchema } from './contract/records.ts';
import { evolveTerm, type StaffFact } from './domain/staff.ts';
import { loginItemSchema, principalItemSchema } from './items.ts';
import { COMPANY, principalKey, STAFF, staffKey, staffLoginKey, termAddress } from './keys.ts';
import { lookingAtOnce } from './roster-watch.ts';

/** So many fit into one transaction beside the leaving itself; any further post is looked at within a day. */
const LOOKED_AT_ONCE = 90;

/** Until when people work for the company. The rest of what is known of them comes from the first seed. */
export class StaffStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #journal: Journal;

  constructor(doc: DynamoDBDocumentClient, table: string, company: string) {
    this.#doc = doc;
    this.#table = table;
    this.#journal = new Journal(doc, table, company);
  }

  /** Version 0 for somebody of whom no end has ever been said. */
  async term(staffId: string): Promise<Stored<StaffTerm>> {
    const stored = await this.#journal.read(termAddress(staffId), staffTermSchema);
    return stored ?? { version: 0, state: { staffId, worksUntil: null } };
  }

  /**
   * Writes down that somebody leaves, or stays after all. What they are on duty for and what they may sign in for ends,
   * or holds again, in the same write, and the sweep looks who now stands at the posts (R142).
   * @param watched ids of the posts with them on the roster that must be held day and night
   * @throws ConcurrentChange when it is not as it was read any more
   */
  async change(
    { version, state }: Stored<StaffTerm>,
    fact: StaffFact,
    cause: Cause,
    once: TransactItem,
    watched: readonly string[],
  ): Promise<Stored<StaffTerm>> {
    const { staffId } = state;
    const next = evolveTerm(state, fact);
    const told = draft(staffChanged, { staffId, version: version + 1 }, { fact });
    await this.#journal.write({
      cause,
      changes: [{ address: termAddress(staffId), expectedVersion: version, state: next, events: [told] }],
      also: [
        this.#ends(staffKey(staffId), next),
        ...(await this.#rights(next)),
        ...watched.slice(0, LOOKED_AT_ONCE).map((postId) => lookingAtOnce(this.#table, postId, cause.at)),
      ],
      once,
    });
    return { version: version + 1, state: next };
  }

  /** The ids of all who work for the company or have worked for it, in their order. */
  async everybody(): Promise<string[]> {
    const rows = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :staff)',
      ExpressionAttributeValues: { ':pk': COMPANY, ':staff': STAFF },
      ConsistentRead: true,
    });
    return z
      .array(z.object({ sk: z.string() }))
      .parse(rows)
      .map(({ sk }) => sk.slice(STAFF.length));
  }

  /** Of those who may sign in. */
  async #rights(term: StaffTerm): Promise<TransactItem[]> {
    const login = loginItemSchema.safeParse(await this.#get(staffLoginKey(term.staffId))).data;
    const rights = login && principalItemSchema.safeParse(await this.#get(principalKey(login.sub))).data;
    return rights ? [this.#ends(principalKey(rights.sub), term)] : [];
  }

  #ends(Key: { pk: string; sk: string }, { worksUntil }: StaffTerm): TransactItem {
    return {
      Update: {
        TableName: this.#table,
        Key,
        ConditionExpression: 'attribute_exists(pk)',
        // A household's change that has read these rights must not write them back as they were.
        ...(worksUntil === null
          ? { UpdateExpression: 'REMOVE worksUntil ADD revision :one', ExpressionAttributeValues: { ':one': 1 } }
          : {
              UpdateExpression: 'SET worksUntil = :until ADD revision :one',
              ExpressionAttributeValues: { ':until': worksUntil, ':one': 1 },
            }),
      },
    };
  }

  async #get(Key: { pk: string; sk: string }): Promise<unknown> {
    const { Item } = await this.#doc.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item;
  }
}
