import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { roleSchema } from '../../shared/identity/roles.ts';
import { apiEvent, lambdaContext } from '../shared/api-event.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { Random } from '../sla/simulation/random.ts';
import { describedOperations, faultsOfAnswer, operationAt } from './document.ts';
import { beyondLimits } from './limits.ts';
import { product, rules } from './product.ts';
import { proper, type Sent, spoil } from './requests.ts';
import { CANARY, CANARY_NUMBER } from './values.ts';
import { FOREIGN, furnish, principal } from './world.ts';

/*
 * Odd calls, made from the OpenAPI document alone, by every role. More of them, or others:
 *
 *   FUZZ_COUNT=50000 FUZZ_SEED=7 vitest run --project unit test/fuzz
 */
const COUNT = Number(process.env.FUZZ_COUNT ?? 5000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));

const { dynamo, rows, reset } = memoryTable();
let written = 0;
const put = rows.set.bind(rows);
rows.set = (key, row) => {
  // The counter of a household's calls counts the refused ones too.
  if (!key.startsWith('rate#')) written += 1;
  return put(key, row);
};

const { handler, goOnFrom } = product();

let logged = '';
beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      logged += String(chunk);
      return true;
    });
  reset();
  // Of the delivery log, which is empty here; the table in memory knows no range of sort keys.
  dynamo.on(QueryCommand, { KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last' }).resolves({});
  goOnFrom(2);
  await furnish();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** What is wrong with the answer to a call; empty when nothing is. */
function faults(sent: Sent, { statusCode = 0, headers = {}, body = '' }: APIGatewayProxyStructuredResultV2): string[] {
  const found: string[] = [];
  const media = String(headers['Content-Type']).split(';')[0] ?? '';
  const operation = operationAt(sent.method, sent.path);
  found.push(...faultsOfAnswer(sent.method, operation?.path, { status: statusCode, type: media, text: body }));
  if (!operation && ![404, 405].includes(statusCode)) found.push(`${statusCode} where there is no operation`);
  if (statusCode >= 500) found.push('an error of ours');
  if (statusCode >= 400) {
    const shown = `${body}${JSON.stringify(headers)}`;
    if (shown.includes(CANARY) || shown.includes(String(CANARY_NUMBER))) found.push('echoes what was sent');
    if (written > 0) found.push('wrote although it refused');
  }
  if (body.includes(FOREIGN)) found.push('shows what belongs to another community');
  if (/[\r\n]/.test(Object.values(headers).join(''))) found.push('a line break in a header');
  if (logged.includes(CANARY)) found.push('what was sent stands in the log');
  return [...found, ...dynamo.calls().flatMap(({ args }) => beyondLimits(args[0].input))];
}

test.each(roleSchema.options)(
  'as %s: odd calls are answered as the document says, refused clearly, change nothing and show nothing',
  async (role) => {
    const random = new Random(SEED + roleSchema.options.indexOf(role));
    const claims = {
      sub: principal(role).sub,
      iss: rules.issuer,
      aud: rules.audience,
      exp: 4_102_444_800,
      roles: role,
    };
    // Where the role may do nothing there is little to be found: one call in ten.
    const open = describedOperations.filter(({ roles }) => roles === 'signed-link' || roles.includes(role));
    // What writes can be spoilt in more ways.
    const chosen = [...open, ...open.filter(({ method }) => method !== 'GET').flatMap((one) => [one, one])];
    const start = new Map(rows);
    const bad: string[] = [];
    const kinds = new Set<string>();
    const statuses = new Map<number, number>();
    for (let n = 0; n < COUNT && bad.length < 5; n++) {
      if (rows.size > start.size + 400) {
        rows.clear();
        for (const [key, row] of start) put(key, row);
      }
      const operation = random.oneOf(random.happens(0.1) ? describedOperations : chosen);
      const sent = proper(operation, random);
      for (
        let times = random.weighted([
          [1, 0],
          [6, 1],
          [2, 2],
          [1, 3],
        ]);
        times > 0;
        times--
      )
        spoil(sent, random);
      const { method, path, headers, query, base64 } = sent;
      const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
      written = 0;
      logged = '';
      dynamo.resetHistory();
      const event = apiEvent({
        method,
        path,
        headers,
        body,
        base64,
        query: Object.keys(query).length > 0 ? query : undefined,
        claims: random.happens(0.02) ? null : claims,
      });
      const answer: APIGatewayProxyStructuredResultV2 = await handler(event, lambdaContext);
      statuses.set(answer.statusCode ?? 0, (statuses.get(answer.statusCode ?? 0) ?? 0) + 1);
      const wrong = faults(sent, answer);
      const kind = `${method} ${operationAt(method, path)?.path}: ${wrong.join('; ')}`;
      if (wrong.length > 0 && !kinds.has(kind)) {
        kinds.add(kind);
        bad.push(
          `seed ${SEED}, call ${n}: ${wrong.join('; ')}\n  ${method} ${path.slice(0, 200)} ${JSON.stringify({ headers, query, body: body?.slice(0, 3000) })}\n  ${answer.statusCode} ${answer.body?.slice(0, 3000)}\n  ${
            logged
              .split('\n')
              .find((line) => line.includes('ERROR'))
              ?.slice(0, 600) ?? ''
          }`,
        );
      }
    }
    vi.restoreAllMocks();
    console.log(
      `${role}: seed ${SEED}, ${COUNT} calls: ${[...statuses]
        .toSorted(([a], [b]) => a - b)
        .map(([status, times]) => `${times}× ${status}`)
        .join(', ')}`,
    );
    expect(bad).toEqual([]);
    // Most calls must get past the door, and some must succeed: else nothing was tried.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(COUNT / 100);
    expect(statuses.get(422) ?? 0).toBeGreaterThan(COUNT / 200);
  },
);
