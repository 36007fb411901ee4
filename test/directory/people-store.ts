import { createHmac } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { memoryVault } from '../shared/memory-kms.ts';

/** People in the memory table, sealed under data keys that a KMS in memory wraps and unwraps. */
export function peopleStore(doc: DynamoDBDocumentClient): PeopleStore {
  const hash = async (phone: string) => createHmac('sha256', 'search').update(phone).digest('base64url');
  return new PeopleStore(doc, 'people', memoryVault(), hash);
}
