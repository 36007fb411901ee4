import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import type { Call, Fate, Intercept } from '../../infra/local/gateway.ts';

const RefusalSchema = z.strictObject({
  /** All of these texts are in an entry that is refused; the other entries are put on the bus. */
  containing: z.array(z.string()),
  code: z.string(),
  /** Address of the gateway. */
  url: z.url(),
});

const FateSchema = z.union([
  z.enum(['pass', 'drop', 'lose-answer', 'repeat']),
  /** Of a PutEvents call. */
  z.strictObject({ refuseEntries: RefusalSchema }),
  z.strictObject({ delayMs: z.number() }),
  z.strictObject({
    respond: z.strictObject({
      status: z.number(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string(),
    }),
  }),
]);

const FaultRuleSchema = z.strictObject({
  /** Service the call is signed for, e.g. `events`, `dynamodb`. */
  service: z.string().optional(),
  /** Operation of a JSON service, e.g. `PutEvents`. */
  operation: z.string().optional(),
  /** Part of path and query. */
  path: z.string().optional(),
  /** Part of the body. */
  body: z.string().optional(),
  /** So many calls meet it, the first ones; absent: all. */
  times: z.number().optional(),
  fate: FateSchema,
});

/** Which calls through the gateway meet which fate. What is not named matches every call; the first match counts. */
export type FaultRule = z.input<typeof FaultRuleSchema>;

export interface FaultServer {
  readonly url: string;
  readonly intercept: Intercept;
  close(): Promise<void>;
}

/** The gateway runs in vitest's own process, the tests in another: they send their rules here. */
export async function serveFaults(): Promise<FaultServer> {
  let rules: { rule: z.output<typeof FaultRuleSchema>; met: number }[] = [];
  const putSome = refuser();
  const server = createServer(async (incoming, answer) => {
    const met = rules.map((entry) => entry.met);
    rules = z
      .array(FaultRuleSchema)
      .parse(await json(incoming))
      .map((rule) => ({ rule, met: 0 }));
    answer.end(JSON.stringify(met));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    intercept: (call) => {
      if (putSome.isOurs(call)) return 'pass';
      const entry = rules.find(
        ({ rule, met }) => met < (rule.times ?? Number.POSITIVE_INFINITY) && matches(rule, call),
      );
      if (!entry) return 'pass';
      entry.met++;
      const { fate } = entry.rule;
      return typeof fate === 'object' && 'refuseEntries' in fate ? putSome.answer(call, fate.refuseEntries) : fate;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const EntriesSchema = z.object({ Entries: z.array(z.unknown()) });
const AnswerSchema = z.object({ FailedEntryCount: z.number(), Entries: z.array(z.unknown()) });

/** Plays a bus that takes some entries of a call and refuses others. */
function refuser() {
  // Our own calls pass the gateway too.
  const ours = new Set<string>();
  return {
    isOurs: ({ body }: Call): boolean => ours.delete(body),
    answer: async (call: Call, { containing, code, url }: z.output<typeof RefusalSchema>): Promise<Fate> => {
      const { Entries } = EntriesSchema.parse(JSON.parse(call.body));
      const isRefused = (entry: unknown) => containing.every((text) => JSON.stringify(entry).includes(text));
      const taken = await put(Entries.filter((entry) => !isRefused(entry)));
      const answers = Entries.map((entry) =>
        isRefused(entry) ? { ErrorCode: code, ErrorMessage: 'refused by a test' } : taken.shift(),
      );
      const body = JSON.stringify({ FailedEntryCount: Entries.filter(isRefused).length, Entries: answers });
      return { respond: { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body } };

      async function put(entries: readonly unknown[]): Promise<unknown[]> {
        if (entries.length === 0) return [];
        const body = JSON.stringify({ Entries: entries });
        ours.add(body);
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': 'AWSEvents.PutEvents',
            // The emulator gives every right to this key and does not check the signature.
            authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/events/aws4_request, Signature=none',
          },
          body,
        });
        return AnswerSchema.parse(await response.json()).Entries;
      }
    },
  };
}

function matches({ service, operation, path, body }: z.output<typeof FaultRuleSchema>, call: Call): boolean {
  return (
    (service === undefined || service === call.service) &&
    (operation === undefined || call.target?.endsWith(`.${operation}`) === true) &&
    (path === undefined || call.path.includes(path)) &&
    (body === undefined || call.body.includes(body))
  );
}
