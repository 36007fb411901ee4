import { createHmac } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { SensitiveStore } from '../../services/directory/sensitive-store.ts';
import { memoryVault } from '../shared/memory-kms.ts';

/** People in the memory table, sealed under data keys that a KMS in memory wraps and unwraps. */
export const peopleStore = (doc: DynamoDBDocumentClient): PeopleStore => personalStores(doc).people;

/** The same, and their sensitive fields. */
export function personalStores(doc: DynamoDBDocumentClient): { people: PeopleStore; sensitive: SensitiveStore } {
  const hash = async (phone: string) => createHmac('sha256', 'search').update(phone).digest('base64url');
  return {
    people: new PeopleStore(doc, 'people', memoryVault(), hash),
    sensitive: new SensitiveStore(doc, 'people', memoryVault()),
  };
}
