import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** Somebody else changed what was read, or DynamoDB asked us to slow down: read again and decide again. */
export class ConcurrentChange extends Error {
  override readonly name = 'ConcurrentChange';
}

/** The once-record of this command or event exists already: its effect is in the table. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/**
 * The one place that reads a cancelled transaction.
 * @param onceIndex index of the once-record among the transaction's items, -1 when there is none
 */
export function explainCancelled(error: unknown, onceIndex: number): unknown {
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
