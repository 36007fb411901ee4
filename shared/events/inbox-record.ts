import type { TransactItem } from '../journal/dynamo.ts';

const KEPT_DAYS = 30;

/** The once-record of an event's effect in one consumer: in the same transaction as the effect. Kept 30 days. */
export function inboxRecord(table: string, consumer: string, eventId: string, now: string): TransactItem {
  return {
    Put: {
      TableName: table,
      Item: {
        pk: `inbox#${consumer}#${eventId}`,
        sk: 'record',
        expiresAt: Math.floor(Date.parse(now) / 1000) + KEPT_DAYS * 86_400,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}
