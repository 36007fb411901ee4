import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Page, type PageQuery, readPage } from '../../shared/http/page.ts';
import type { TransactItem } from '../../shared/journal/dynamo.ts';
import { maskEmail, maskName, maskPhone } from '../../shared/personal/mask.ts';
import type { PersonalVault } from '../../shared/personal/vault.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import type { Contact } from './domain/requester.ts';
import { requestAddress } from './store.ts';

const fieldSchema = z.string().nullable();
/** How somebody is reached: in the clear, or masked. */
export const contactSchema = z.object({
  name: fieldSchema,
  phone: fieldSchema,
  email: fieldSchema,
  organisation: fieldSchema,
});

const contactItemSchema = z.object({
  /** Null once erased: without data key and fields nothing brings them back. */
  sealed: z.object({ dataKey: z.string(), fields: z.record(z.string(), z.string()) }).nullable(),
  /** What everybody at work sees. */
  masked: contactSchema,
  erasedAt: instantSchema.optional(),
});
export type ContactItem = z.infer<typeof contactItemSchema>;

/** A look at a contact in the clear, or its erasure. */
export const contactReadSchema = z.object({
  at: instantSchema,
  staffId: z.string(),
  what: z.enum(['reveal', 'erase']),
  reason: z.string(),
});
type ContactRead = z.infer<typeof contactReadSchema>;

const READS = 'contact-read#';
const nothing: Contact = { name: null, phone: null, email: null, organisation: null };
const fields = ['name', 'phone', 'email', 'organisation'] as const;

/** The data key's encryption context: a request is no person of the archive. */
const vaultId = (requestId: string): string => `request.${requestId}`;

const keyOf = (requestId: string) => ({ pk: requestAddress(requestId).pk, sk: 'contact' });

/**
 * How people without a household are reached: an item beside the request, sealed from its first write under a data key
 * of its own (R008, R269), so that it can be erased while the request's journal stays whole.
 */
export class RequestContacts {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #vault: PersonalVault;

  constructor(doc: DynamoDBDocumentClient, table: string, vault: PersonalVault) {
    this.#doc = doc;
    this.#table = table;
    this.#vault = vault;
  }

  /** The put of a new request's contact, for the transaction of its receipt. */
  async item(requestId: string, contact: Contact): Promise<TransactItem> {
    const given = fields.flatMap((field): [string, string][] => {
      const value = contact[field];
      return value === null ? [] : [[field, value]];
    });
    const { name, phone, email, organisation } = contact;
    const item: ContactItem = {
      sealed: { ...(await this.#sealed(requestId, Object.fromEntries(given))) },
      masked: {
        name: name && maskName(name),
        phone: phone && maskPhone(phone),
        email: email && maskEmail(email),
        organisation: organisation && maskName(organisation),
      },
    };
    return {
      Put: {
        TableName: this.#table,
        Item: { ...keyOf(requestId), ...item },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  }

  async #sealed(requestId: string, clear: Record<string, string>) {
    const { dataKey, fields: sealed } = await this.#vault.seal(vaultId(requestId), clear);
    return { dataKey, fields: { ...sealed } };
  }

  async of(requestId: string): Promise<ContactItem | undefined> {
    const { Item } = await this.#doc.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(requestId), ConsistentRead: true }),
    );
    return Item && contactItemSchema.parse(Item);
  }

  /** In the clear: only after the look has been written down. */
  async open(requestId: string, sealed: NonNullable<ContactItem['sealed']>): Promise<Contact> {
    return contactSchema.parse({ ...nothing, ...(await this.#vault.open(vaultId(requestId), sealed)) });
  }

  /** @param callId makes the entry of one call different from those of all others */
  async recordRead(requestId: string, read: ContactRead, callId: string): Promise<void> {
    await this.#doc.send(new PutCommand({ TableName: this.#table, Item: this.#row(requestId, read, callId) }));
  }

  reads(requestId: string, page: PageQuery): Promise<Page<Record<string, unknown>>> {
    return readPage(this.#doc, { table: this.#table, pk: keyOf(requestId).pk, prefix: READS }, page);
  }

  /**
   * What deletes a contact's data key and fields, and writes that down, for the transaction of its event (R271, R272).
   * The table's backups keep the sealed form for their 35 days.
   */
  erasing(requestId: string, read: ContactRead, callId: string): TransactItem[] {
    return [
      {
        Update: {
          TableName: this.#table,
          Key: keyOf(requestId),
          UpdateExpression: 'SET sealed = :nothing, masked = :masked, erasedAt = :at',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(erasedAt)',
          ExpressionAttributeValues: { ':nothing': null, ':masked': nothing, ':at': read.at },
        },
      },
      { Put: { TableName: this.#table, Item: this.#row(requestId, read, callId) } },
    ];
  }

  #row(requestId: string, read: ContactRead, callId: string) {
    return { pk: keyOf(requestId).pk, sk: `${READS}${read.at}#${callId}`, ...read };
  }
}
