import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import type { PersonalVault } from '../../shared/personal/vault.ts';
import type { SensitiveField } from './contract/person.ts';
import { sensitiveItemSchema } from './items.ts';
import { sensitiveKey } from './keys.ts';

/**
 * The sensitive fields of people, in table `people` (R272): each under a data key of its own, wrapped by a KMS key that
 * only this service may use. Deleting the row destroys the data key, and with it what was written.
 */
export class SensitiveStore {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #vault: PersonalVault;

  constructor(doc: DynamoDBDocumentClient, table: string, vault: PersonalVault) {
    this.#doc = doc;
    this.#table = table;
    this.#vault = vault;
  }

  /** The write that stores a field, sealed anew, for a transaction of the caller's. */
  async filling(personId: string, field: SensitiveField, text: string): Promise<TransactItem> {
    const { dataKey, fields } = await this.#vault.seal(personId, { [field]: text });
    const Item = { ...sensitiveKey(personId, field), sealed: { dataKey, fields: { ...fields } } };
    return { Put: { TableName: this.#table, Item } };
  }

  /** In the clear; undefined when nothing is stored. Only after the reading has been written down. */
  async open(personId: string, field: SensitiveField): Promise<string | undefined> {
    const Key = sensitiveKey(personId, field);
    const { Item } = await this.#doc.send(new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    if (!Item) return undefined;
    const opened = await this.#vault.open(personId, sensitiveItemSchema.parse(Item).sealed);
    return opened[field];
  }

  /** The writes that delete fields with their data keys, for a transaction of the caller's. */
  deleting(personId: string, fields: readonly SensitiveField[]): TransactItem[] {
    return deletingSensitive(this.#table, personId, fields);
  }
}

/** As above, for who has no key to read them with. */
export const deletingSensitive = (table: string, personId: string, fields: readonly SensitiveField[]): TransactItem[] =>
  fields.map((field) => ({ Delete: { TableName: table, Key: sensitiveKey(personId, field) } }));
