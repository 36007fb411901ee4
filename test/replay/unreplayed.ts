import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Service } from '../../infra/functions.ts';
import type { Detail } from '../../shared/events/envelope.ts';
import { type Aggregate, aggregates } from './aggregates.ts';

type Row = Readonly<Record<string, unknown>>;

const rowSchema = z.looseObject({ pk: z.string(), sk: z.string(), version: z.unknown().optional() });
const eventSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  id: z.string(),
  name: z.string(),
  at: z.string(),
  detail: z.string().transform((json): Detail => JSON.parse(json)),
  private: z.record(z.string(), z.unknown()).optional(),
});
type EventRow = z.output<typeof eventSchema>;

const VERSION_DIGITS = 12;

/**
 * What stands otherwise in a service's table than its journals tell: each aggregate's events, replayed, give its state,
 * and every state of such a kind has events.
 * @returns one line each, and how many aggregates were replayed
 */
export function unreplayed(service: Service, table: readonly Row[]): { broken: string[]; replayed: number } {
  const kinds = new Map(aggregates.filter((one) => one.service === service).map((one) => [one.type, one]));
  const rows = table.map((row) => rowSchema.parse(row));
  const states = new Map(rows.map((row) => [`${row.pk} ${row.sk}`, row]));
  const events = rows.filter(({ sk }) => sk.startsWith('event#')).map((row) => eventSchema.parse(row));
  const chains = Map.groupBy(events, stateKey);
  const broken = [...chains].flatMap(([key, chain]) => {
    const ordered = chain.toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
    const fault = faultOf(kinds, states.get(key), ordered);
    return fault === undefined ? [] : [`${key}: ${fault}`];
  });
  const silent = rows.flatMap(({ pk, sk, version }) => {
    const type = (sk === 'state' ? pk : sk).split('#')[0] ?? '';
    // A message that has not ended has told nobody.
    const tells = version !== undefined && kinds.has(type) && type !== 'message' && !chains.has(`${pk} ${sk}`);
    return tells ? [`${pk} ${sk}: a state without events`] : [];
  });
  return { broken: [...broken, ...silent], replayed: chains.size };
}

/** The row that a chain of events has made. */
function stateKey({ pk, sk }: EventRow): string {
  const prefix = sk.slice(0, -VERSION_DIGITS);
  return `${pk} ${prefix === 'event#' ? 'state' : prefix.slice('event#'.length, -1)}`;
}

function faultOf(
  kinds: ReadonlyMap<string, Aggregate>,
  state: Row | undefined,
  events: readonly EventRow[],
): string | undefined {
  const last = events.at(-1)?.detail.subject;
  if (!state || !last) return 'events without a state';
  if (state.version !== last.version) return `told until ${last.version}, stands at ${state.version}`;
  const kind = kinds.get(last.type);
  if (!kind) return `nobody has written down how a ${last.type} is replayed`;
  const [told, stands] = [plain(kind.replay(events)), plain(kind.stands(state))];
  return isDeepStrictEqual(told, stands)
    ? undefined
    : `told ${JSON.stringify(told)}\n  stands ${JSON.stringify(stands)}`;
}

/** As a table keeps it: what is undefined is not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
