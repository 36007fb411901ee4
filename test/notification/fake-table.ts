import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { cancelled } from '../shared/journal/cancelled.ts';

export type Item = Record<string, unknown>;

interface GuardedPut {
  readonly Item: Item;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Item;
}

/** What a write was about to do; a test may interrupt it. */
export type Interrupt = (point: 'before' | 'after', sks: readonly string[]) => void | Promise<void>;

const keyOf = (key: Item | undefined): string => `${key?.pk}\n${key?.sk}`;

/** DynamoDB with just the commands and conditions that this service uses: guarded puts, alone or in a transaction. */
export function fakeTable() {
  const dynamo = mockClient(DynamoDBDocumentClient);
  const rows = new Map<string, Item>();
  let interrupt: Interrupt = () => undefined;

  const loses = ({ Item, ConditionExpression, ExpressionAttributeValues }: GuardedPut): boolean => {
    const there = rows.get(keyOf(Item));
    return ConditionExpression === 'attribute_not_exists(pk)'
      ? there !== undefined
      : there?.version !== ExpressionAttributeValues?.[':read'];
  };

  async function write(puts: readonly GuardedPut[], lost: (losers: boolean[]) => Error) {
    const sks = puts.map(({ Item }) => String(Item.sk));
    await interrupt('before', sks);
    const losers = puts.map(loses);
    if (losers.includes(true)) throw lost(losers);
    for (const { Item } of puts) rows.set(keyOf(Item), structuredClone(Item));
    await interrupt('after', sks);
    return {};
  }

  function reset(): void {
    dynamo.reset();
    rows.clear();
    interrupt = () => undefined;
    dynamo.on(GetCommand).callsFake(({ Key }) => ({ Item: structuredClone(rows.get(keyOf(Key))) }));
    dynamo.on(BatchGetCommand).callsFake(({ RequestItems }: { RequestItems: Record<string, { Keys: Item[] }> }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([table, { Keys }]) => [
          table,
          Keys.flatMap((key) => structuredClone(rows.get(keyOf(key))) ?? []),
        ]),
      ),
    }));
    dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values, ConsistentRead }) => {
      if (ConsistentRead !== true) throw new Error('a stale read decides nothing');
      return {
        Items: [...rows.values()]
          .filter(
            ({ pk, sk }) => pk === values[':pk'] && String(sk) >= values[':first'] && String(sk) <= values[':last'],
          )
          .toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
          .map((row) => structuredClone(row)),
      };
    });
    dynamo
      .on(PutCommand)
      .callsFake((put: GuardedPut) =>
        write([put], () => new ConditionalCheckFailedException({ message: 'lost', $metadata: {} })),
      );
    dynamo.on(TransactWriteCommand).callsFake(({ TransactItems }: { TransactItems: { Put: GuardedPut }[] }) =>
      write(
        TransactItems.map(({ Put }) => Put),
        (losers) => cancelled(...losers.map((lost) => (lost ? 'ConditionalCheckFailed' : 'None'))),
      ),
    );
  }

  reset();
  return {
    dynamo,
    rows,
    reset,
    /** Called around every write from now on; what it throws is what the writer sees. */
    interruptWrites: (by: Interrupt): void => {
      interrupt = by;
    },
  };
}
