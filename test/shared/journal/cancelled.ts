import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** What DynamoDB throws for a transaction: one code per item, in their order. */
export const cancelled = (...codes: string[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
