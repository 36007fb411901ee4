import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';

/** Somebody else changed what was read, or DynamoDB asked us to slow down: read again and decide again. */
export class ConcurrentChange extends Error {
  override readonly name = 'ConcurrentChange';
}

/** The once-record of this command or event exists already: its effect is in the table. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** DynamoDB is busy, and stayed so through the client's own retries. */
const busy = [
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionInProgressException,
];

/**
 * The one place that reads a transaction that was cancelled or not taken.
 * @param onceIndex index of the once-record among the transaction's items, -1 when there is none
 */
export function explainCancelled(error: unknown, onceIndex: number): unknown {
  if (busy.some((type) => error instanceof type)) return new ConcurrentChange('busy', { cause: error });
  if (!(error instanceof TransactionCanceledException)) return error;
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  if (onceIndex >= 0 && codes[onceIndex] === 'ConditionalCheckFailed')
    return new KeyTaken('already done', { cause: error });
  const retryable = [
    'ConditionalCheckFailed',
    'TransactionConflict',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
  ];
  if (codes.some((code) => retryable.includes(code))) return new ConcurrentChange(codes.join(','), { cause: error });
  return error;
}

/** A single guarded write found its condition false. */
export const isConditionFailure = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;
