import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Cause, Detail } from '../events/envelope.ts';
import { type Address, eventSk, todoShard } from './address.ts';
import { queryAll, type TransactItem } from './dynamo.ts';
import { explainCancelled } from './errors.ts';
import { type EventDraft, eventFields } from './event-item.ts';

/** One aggregate's step: its new state, and the events that tell of it (each raises the version by one). */
export interface Change {
  readonly address: Address;
  /** The version that was read; 0 for an aggregate that must not exist yet. */
  readonly expectedVersion: number;
  readonly state: object;
  readonly events: readonly [EventDraft, ...EventDraft[]];
  /** ISO instant at which the sweep looks at the state item; absent when nothing is owed. */
  readonly todoAt?: string | undefined;
  /** Where the index `list` shows the state item; absent when no list holds it. */
  readonly list?: ListPlace | undefined;
}

/** A place in a list: lists are read by their key, in the order of an ISO instant. */
export interface ListPlace {
  readonly listKey: string;
  readonly listAt: string;
}

export interface Write {
  readonly cause: Cause;
  readonly changes: readonly Change[];
  /** The record that makes a repetition harmless; its lost condition is `KeyTaken`. */
  readonly once?: TransactItem | undefined;
  /** Further items of the same transaction; their lost conditions count as a concurrent change. */
  readonly also?: readonly TransactItem[];
}

export interface Stored<State> {
  readonly version: number;
  readonly state: State;
}

const eventItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  at: z.string(),
  detail: z.string().transform((json): Detail => JSON.parse(json)),
  private: z.record(z.string(), z.unknown()).optional(),
});

/** An event as it stands in the journal. */
export type JournalEvent = z.output<typeof eventItemSchema>;

/**
 * One service's table: states, and the events that made them. A change is one transaction, so the journal is at once
 * the outbox, the audit trail and the timeline.
 */
export class Journal {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #company: string;

  constructor(doc: DynamoDBDocumentClient, table: string, company: string) {
    this.#doc = doc;
    this.#table = table;
    this.#company = company;
  }

  /** The state of an aggregate, strongly consistent; `undefined` when it does not exist. */
  async read<S extends z.ZodType>(address: Address, schema: S): Promise<Stored<z.output<S>> | undefined> {
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: { pk: address.pk, sk: address.state }, ConsistentRead: true }),
    );
    return Item && { version: Item.version, state: schema.parse(Item) };
  }

  /** All events of an aggregate, oldest first. For replay and audit. */
  async events(address: Address): Promise<JournalEvent[]> {
    const items = await queryAll(this.#doc, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
      ExpressionAttributeValues: { ':pk': address.pk, ':events': address.events },
      ConsistentRead: true,
    });
    return z.array(eventItemSchema).parse(items);
  }

  /**
   * Writes all changes with their events, or nothing.
   * @throws ConcurrentChange when a state is not as read (or DynamoDB reports a conflict or throttling)
   * @throws KeyTaken when the once-record exists
   * @throws EventTooLarge before anything is written
   */
  async write({ cause, changes, once, also = [] }: Write): Promise<void> {
    const items = [...changes.flatMap((change) => this.#items(change, cause)), ...also];
    const onceIndex = once ? items.push(once) - 1 : -1;
    try {
      await this.#doc.send(new TransactWriteCommand({ TransactItems: items }));
    } catch (error) {
      throw explainCancelled(error, onceIndex);
    }
  }

  #items({ address, expectedVersion, state, events, todoAt, list }: Change, cause: Cause): TransactItem[] {
    const shard = todoShard(address.pk);
    const stateItem = {
      ...state,
      pk: address.pk,
      sk: address.state,
      version: expectedVersion + events.length,
      ...(todoAt && { todoShard: shard, todoAt }),
      ...list,
    };
    const guard =
      expectedVersion === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': expectedVersion } };
    return [
      { Put: { TableName: this.#table, Item: stateItem, ...guard } },
      ...events.map((event, n) => {
        const version = expectedVersion + n + 1;
        return {
          Put: {
            TableName: this.#table,
            Item: {
              pk: address.pk,
              sk: eventSk(address, version),
              ...eventFields(address, version, event, this.#company, cause),
              at: cause.at,
              todoShard: shard,
              todoAt: cause.at,
              ...(event.private && { private: event.private }),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        };
      }),
    ];
  }
}
