import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { getBatch, queryAll, type TransactItem } from '../../shared/journal/dynamo.ts';
import type { Household } from './contract/household.ts';
import { type Stay, staysOf } from './domain/household.ts';
import { loginItemSchema, type PrincipalItem, principalItemSchema, type TieItem, tieItemSchema } from './items.ts';
import { homeKey, loginKey, principalKey, residentPartition, TIES } from './keys.ts';

/** What ties a person to communities: homes there, past and to come, and the desk that entered them. */
export async function tiesOf(doc: DynamoDBDocumentClient, table: string, personId: string): Promise<TieItem[]> {
  const items = await queryAll(doc, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :ties)',
    ExpressionAttributeValues: { ':pk': residentPartition(personId), ':ties': TIES },
    ConsistentRead: true,
  });
  return items.map((item) => tieItemSchema.parse(item));
}

/**
 * What follows from a household's change for the people whose dates it moves: their homes, and the rights of those who
 * may sign in. Belongs into the transaction of the change. Who leaves loses the premises at the end of the last day,
 * without anybody having to think of it then.
 */
export async function followHousehold(
  doc: DynamoDBDocumentClient,
  table: string,
  before: Household | undefined,
  after: Household,
): Promise<TransactItem[]> {
  const { premisesId, communityId } = after;
  const old: Map<string, Stay[]> = before ? staysOf(before) : new Map();
  const now = staysOf(after);
  const moved = [...new Set([...old.keys(), ...now.keys()])].filter(
    (id) => JSON.stringify(old.get(id)) !== JSON.stringify(now.get(id)),
  );
  const homes = moved.map((personId): TransactItem => {
    const tie: TieItem = { personId, communityId, premisesId, stays: now.get(personId) ?? [] };
    return { Put: { TableName: table, Item: { ...homeKey(personId, premisesId), ...tie } } };
  });
  const rights = (await principalsOf(doc, table, moved)).map((principal): TransactItem => {
    const stays = (principal.personId && now.get(principal.personId)) || [];
    const { revision = 0 } = principal;
    return {
      Put: {
        TableName: table,
        Item: { ...principalKey(principal.sub), ...withStays(principal, premisesId, stays), revision: revision + 1 },
        ConditionExpression: 'attribute_not_exists(revision) OR revision = :read',
        ExpressionAttributeValues: { ':read': revision },
      },
    };
  });
  return [...homes, ...rights];
}

function withStays(principal: PrincipalItem, premisesId: string, stays: Stay[]): PrincipalItem {
  const { [premisesId]: _, ...others } = principal.stays ?? {};
  const premisesIds = principal.premisesIds.filter((id) => id !== premisesId);
  return stays.length === 0
    ? { ...principal, premisesIds, stays: others }
    : { ...principal, premisesIds: [...premisesIds, premisesId], stays: { ...others, [premisesId]: stays } };
}

/** The rights of those of the people who may sign in. */
async function principalsOf(
  doc: DynamoDBDocumentClient,
  table: string,
  personIds: readonly string[],
): Promise<PrincipalItem[]> {
  if (personIds.length === 0) return [];
  const logins = await getBatch(doc, table, personIds.map(loginKey), { consistent: true });
  const keys = logins.map((item) => principalKey(loginItemSchema.parse(item).sub));
  if (keys.length === 0) return [];
  return (await getBatch(doc, table, keys, { consistent: true })).map((item) => principalItemSchema.parse(item));
}
