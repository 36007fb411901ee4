import type { ClockKind } from '../../../services/sla/contract/ids.ts';
import { parseLimit } from '../../../services/sla/contract/limit.ts';
import type { PromisedClock } from '../../../services/sla/contract/policy.ts';
import type { Fact } from '../../../services/sla/domain/facts.ts';
import { lineOf, type MinuteLine } from './calendars.ts';

/*
 * The verdicts of a finished life, worked out again from the rules (docs/deadlines.md) by somebody who knows everything, in the
 * order in which it happened: a stopwatch per clock on a line of minutes. Shares no code with what it judges.
 */

export interface Expected {
  readonly status: 'met' | 'breached' | 'cancelled';
  readonly start: string;
  readonly due: string;
}

const ms = Date.parse;
const TEN_MINUTES = 600_000;

/** What each act stops; `ack` by acts of people only. */
const achieves: Readonly<Partial<Record<Fact['kind'], readonly ClockKind[]>>> = {
  taken: ['ack'],
  accepted: ['ack', 'accept'],
  arrived: ['ack', 'accept', 'arrival', 'quote'],
  answered: ['ack', 'answer'],
  quoted: ['ack', 'quote'],
  completed: ['ack', 'resolve'],
  resolved: ['ack', 'resolve', 'answer'],
  'feedback-given': ['ack', 'feedback'],
  'called-back': ['ack', 'callback'],
  closed: ['ack', 'close'],
};

interface Born {
  readonly id: string;
  readonly kind: ClockKind;
  readonly promise: PromisedClock;
  readonly bornAt: number;
  readonly restarted: boolean;
  /** Which stretch of the life it belongs to: its own opening and the instant of it. */
  readonly stretch: { readonly from: number; readonly first: boolean; readonly heardBySomebody: boolean };
  diedAt: number | null;
}

const chronological = (facts: readonly Fact[]): Fact[] =>
  facts.toSorted((a, b) => ms(a.at) - ms(b.at) || (a.id < b.id ? -1 : Number(a.id > b.id)));

export function recompute(all: readonly Fact[]): Map<string, Expected> {
  const facts = chronological([...new Map(all.map((fact) => [fact.id, fact])).values()]);
  const verdicts = new Map<string, Expected>();
  for (const clock of births(facts)) verdicts.set(clock.id, verdictOn(clock, facts));
  return verdicts;
}

function births(facts: readonly Fact[]): Born[] {
  const received = facts.find((fact) => fact.kind === 'received');
  if (received?.kind !== 'received') return [];
  const born: Born[] = [];
  const alive = new Map<ClockKind, { clock: Born; fromCategory: boolean }>();
  let stretch = { from: ms(received.at), first: true, heardBySomebody: received.onBehalf };
  let withdrawnAt: number | null = null;

  function bear(promise: PromisedClock, at: number, restarted: boolean, fromCategory: boolean): void {
    const { kind } = promise;
    const number = 1 + born.filter((one) => one.kind === kind).length;
    const id = `${received?.id ? 'r-1' : ''}.${kind}.${number}`;
    const clock = { id, kind, promise, bornAt: at, restarted, stretch, diedAt: withdrawnAt };
    born.push(clock);
    alive.set(kind, { clock, fromCategory });
  }
  function bury(kind: ClockKind, at: number): void {
    const clock = alive.get(kind)?.clock;
    if (clock && clock.diedAt === null) clock.diedAt = at;
    alive.delete(kind);
  }

  for (const promise of received.clocks) bear(promise, ms(received.at), false, true);
  for (const fact of facts) {
    const at = ms(fact.at);
    switch (fact.kind) {
      case 'reclassified': {
        const lowering = fact.direction === 'lowered';
        const allowed = fact.by.roles.includes('agent') || fact.by.roles.includes('supervisor');
        if (lowering && (!allowed || fact.byAssignee || (fact.reason ?? '').trim() === '')) break;
        const kinds = new Set([...alive.keys(), ...fact.clocks.map(({ kind }) => kind)]);
        for (const kind of kinds) {
          const old = alive.get(kind);
          if (old && !old.fromCategory) continue;
          const next = fact.clocks.find((clock) => clock.kind === kind);
          const [a, b] = [old?.clock.promise, next];
          if (a && b && [a, b].every((p) => ruleText(p) === ruleText(b))) continue;
          if (old) bury(kind, at);
          const stricter = !a || (b && ms(b.due) < ms(a.due));
          const soon = at - stretch.from <= TEN_MINUTES;
          if (next) bear(next, at, !lowering && soon && stricter === true, true);
        }
        break;
      }
      case 'reopened':
        for (const kind of [...alive.keys()]) bury(kind, at);
        stretch = { from: at, first: false, heardBySomebody: fact.staffId !== null };
        withdrawnAt = null;
        for (const promise of fact.clocks) bear(promise, at, false, true);
        break;
      case 'promised':
        for (const promise of fact.clocks) if (!alive.has(promise.kind)) bear(promise, at, false, false);
        break;
      case 'cancelled':
        withdrawnAt ??= at;
        for (const { clock } of alive.values()) clock.diedAt ??= withdrawnAt;
        break;
      default:
    }
  }
  return born;
}

const ruleText = ({ limit, calendarId, ladder, marks }: PromisedClock): string =>
  `${limit} ${calendarId} ${ladder} ${marks.join(' ')}`;

function verdictOn(clock: Born, facts: readonly Fact[]): Expected {
  const { promise, diedAt, bornAt } = clock;
  const line = lineOf(promise.calendarId, promise.calendarVersion);
  const stoppedAt = stopOf(clock, facts);
  const { start, due } = deadlineOf(clock, facts, stoppedAt ?? diedAt ?? Number.POSITIVE_INFINITY, line);
  const status = () => {
    if (diedAt !== null && diedAt <= bornAt) return 'cancelled';
    if (stoppedAt !== null) return stoppedAt <= due ? 'met' : 'breached';
    return diedAt !== null && diedAt <= due ? 'cancelled' : 'breached';
  };
  return { status: status(), start: iso(start), due: iso(due) };
}

const iso = (instant: number): string => new Date(instant).toISOString();

function stopOf({ kind, stretch, diedAt }: Born, facts: readonly Fact[]): number | null {
  const instants: number[] = [];
  const opening = kind === 'receipt' || (kind === 'ack' && stretch.heardBySomebody);
  if (opening && (diedAt === null || stretch.from <= diedAt)) instants.push(stretch.from);
  for (const fact of facts) {
    if (!achieves[fact.kind]?.includes(kind)) continue;
    if (kind === 'ack' && 'staffId' in fact && fact.staffId === null) continue;
    const at = ms(fact.at);
    if (!stretch.first && at <= stretch.from) continue;
    if (diedAt === null || at <= diedAt) instants.push(at);
  }
  return instants.length > 0 ? Math.min(...instants) : null;
}

interface Span {
  readonly from: number;
  readonly until: number;
}

type Move = { readonly what: 'pause' | 'agreement' | 'extension' } & Span;

function deadlineOf(clock: Born, facts: readonly Fact[], end: number, line: MinuteLine) {
  const { promise, bornAt, restarted } = clock;
  let start = ms(promise.start);
  let promised = ms(promise.due);
  if (restarted) {
    start = line.opening(bornAt);
    const { limit } = parseLimit(promise.limit);
    promised = limit.unit === 'time' ? line.after(start, limit.ms) : line.closingOf(bornAt, limit.days);
  }
  const budget = line.openBetween(start, promised);
  const pauses: Span[] = [];
  let agreement: Span | undefined;
  let extended: { readonly until: number; readonly stood: readonly Span[] } | undefined;
  const due = (): number => {
    const own = stopwatch(start, budget, pauses, line);
    const longer = extended ? extendedDue(extended.until, pauses.slice(extended.stood.length), line) : own;
    const cap = agreement ? Math.max(own, longer) : longer;
    return agreement ? Math.min(cap, agreedDue(agreement, pauses, line)) : cap;
  };
  for (const move of movesOf(clock, facts)) {
    if (move.from >= end) continue;
    // Where pauses overlap only what is left of the later one is new.
    const from = move.what === 'pause' ? Math.max(move.from, pauses.at(-1)?.until ?? 0) : move.from;
    const late = from > due();
    if (late && move.from >= bornAt) continue;
    if (move.what === 'agreement') agreement = move;
    else if (move.what === 'extension') {
      // It never shortens, and what was agreed before it holds no longer.
      if (move.until <= due()) continue;
      extended = { until: move.until, stood: [...pauses] };
      agreement = undefined;
    } else if (move.until > (restarted ? bornAt : start)) {
      // Of a pause that came too late only what was over counts, and only for a clock that came after it.
      const until = Math.min(move.until, end, late ? bornAt : end);
      if (from < until) pauses.push({ from, until });
    }
  }
  return { start, due: due() };
}

/** Pauses, agreements and extensions in the order in which they began. */
function movesOf({ id, kind, promise, stretch, bornAt }: Born, facts: readonly Fact[]): Move[] {
  const moves: Move[] = [];
  for (const fact of facts) {
    const from = ms(fact.at);
    if (fact.kind === 'paused') {
      const ends = [from + parseLimitMs(fact.maximum)];
      if (fact.appointment) ends.push(ms(fact.appointment));
      for (const other of facts)
        if (other.kind === 'resumed' && other.pauseId === fact.pauseId) ends.push(ms(other.at));
      moves.push({ what: 'pause', from, until: Math.min(...ends) });
    } else if (fact.kind === 'waiting-approved' && fact.by.roles.some((role) => role === 'manager')) {
      const ends = [ms(fact.until)];
      let waits = false;
      for (const other of facts) {
        if (other.kind === 'waiting' && other.waitingId === fact.waitingId) waits = true;
        if (other.kind === 'resumed' && other.pauseId === fact.waitingId) ends.push(ms(other.at));
      }
      if (waits) moves.push({ what: 'pause', from, until: Math.min(...ends) });
    } else if (fact.kind === 'agreed' && fact.clock === kind && parseLimit(promise.limit).agreed) {
      const until = ms(fact.until);
      if (until > from && (stretch.first || from > stretch.from)) moves.push({ what: 'agreement', from, until });
    } else if (fact.kind === 'extended' && fact.clockId === id && from >= bornAt)
      moves.push({ what: 'extension', from, until: ms(fact.until) });
  }
  // Of one instant the pause comes first, the manager's word last.
  const rank = ({ what }: Move) => ['pause', 'agreement', 'extension'].indexOf(what);
  return moves.filter(({ from, until }) => from < until).toSorted((a, b) => a.from - b.from || rank(a) - rank(b));
}

const parseLimitMs = (text: string): number => {
  const { limit } = parseLimit(text);
  if (limit.unit !== 'time') throw new RangeError(text);
  return limit.ms;
};

/** A watch with so much time on it, which stands still inside every span. */
function stopwatch(start: number, budget: number, spans: readonly Span[], line: MinuteLine): number {
  let instant = start;
  let left = budget;
  for (const { from, until } of spans) {
    const begin = Math.max(from, start);
    const out = line.after(instant, left);
    if (out < from) {
      // It had run out, yet this pause is to be given back: it came before the act that gave the clock.
      instant = line.after(out, line.openBetween(begin, until));
      left = 0;
    } else {
      left -= line.openBetween(instant, begin);
      instant = Math.max(instant, until);
    }
  }
  return line.after(instant, left);
}

/** A fixed instant, put off by the open time of whatever stands still afterwards, and never inside it. */
function extendedDue(until: number, later: readonly Span[], line: MinuteLine): number {
  let due = until;
  for (const span of later) {
    const inTime = span.from <= due;
    due = line.after(due, line.openBetween(span.from, span.until));
    if (inTime) due = Math.max(due, span.until);
  }
  return due;
}

function agreedDue({ from: since, until: agreed }: Span, spans: readonly Span[], line: MinuteLine): number {
  let due = agreed;
  for (const { from, until } of spans) {
    if (until <= since) continue;
    const later = line.after(due, line.openBetween(Math.max(from, since), until));
    due = from <= due ? Math.max(later, until) : later;
  }
  return due;
}
