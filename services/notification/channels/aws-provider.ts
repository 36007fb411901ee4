import { isUnconnected, property, SILENCE_MS } from './network.ts';
import { Refused, TryLater } from './port.ts';

/** Sending again is ours to decide: an SDK that repeats a call by itself may send a message twice. */
export const ONE_TRY = { maxAttempts: 1 };

/**
 * Makes one call to a provider in AWS and sorts its errors.
 * @param refusals names of the errors that no later try can cure
 * @throws Refused
 * @throws TryLater for everything else: throttling, outages, missing rights, no answer
 */
export async function callProvider(
  refusals: readonly string[],
  call: (options: { abortSignal: AbortSignal }) => Promise<{ MessageId?: string | undefined }>,
): Promise<{ providerId: string }> {
  const { MessageId } = await call({ abortSignal: AbortSignal.timeout(SILENCE_MS) }).catch((error: unknown) => {
    throw sorted(error, refusals);
  });
  if (!MessageId) throw new TryLater('no id in the answer', true);
  return { providerId: MessageId };
}

/** No cause is kept: the providers' messages name addresses and numbers. */
function sorted(error: unknown, refusals: readonly string[]): Refused | TryLater {
  const name = error instanceof Error ? error.name : 'unknown error';
  if (refusals.includes(name)) return new Refused(name);
  return new TryLater(name, !answered(error) && !isUnconnected(error));
}

const answered = (error: unknown): boolean => {
  const metadata = property(error, '$metadata');
  return typeof property(metadata, 'httpStatusCode') === 'number';
};
