import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Runs one act while another is under way: once before each call of the first to DynamoDB, so that every order that two
 * such acts can come in is seen. Needs the client of `memoryTable`.
 * @param prepare makes the world anew, before each round
 * @param judge sees what both have answered
 * @returns how many rounds there were
 */
export async function interleaved<A, B>(
  prepare: () => Promise<void>,
  first: () => Promise<A>,
  second: () => Promise<B>,
  judge: (first: A, second: B) => Promise<void> | void,
): Promise<number> {
  for (let round = 0; ; round++) {
    await prepare();
    let between: Promise<B> | undefined;
    let calls = 0;
    const undo = beforeEachCall(async () => {
      calls += 1;
      if (between !== undefined || calls <= round) return;
      // Its own calls come by here too, and find it begun.
      between = Promise.resolve().then(second);
      await between;
    });
    const answer = await first().finally(undo);
    // The first act was over before its turn came.
    if (between === undefined) return round;
    await judge(answer, await between);
  }
}

function beforeEachCall(hook: () => Promise<void>): () => void {
  const { prototype } = DynamoDBDocumentClient;
  const send = Object.getOwnPropertyDescriptor(prototype, 'send');
  if (!send) throw new Error('the client has no send');
  Object.defineProperty(prototype, 'send', {
    ...send,
    async value(this: unknown, ...call: unknown[]): Promise<unknown> {
      await hook();
      return await Reflect.apply(send.value, this, call);
    },
  });
  return () => {
    Object.defineProperty(prototype, 'send', send);
  };
}
