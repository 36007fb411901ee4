import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import type { Call, Intercept } from '../../infra/local/gateway.ts';

const FateSchema = z.union([
  z.enum(['pass', 'drop', 'lose-answer', 'repeat']),
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
      const entry = rules.find(
        ({ rule, met }) => met < (rule.times ?? Number.POSITIVE_INFINITY) && matches(rule, call),
      );
      if (!entry) return 'pass';
      entry.met++;
      return entry.rule.fate;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
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
