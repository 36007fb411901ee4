import { draft } from '../../../shared/journal/event-item.ts';
import { type waysToAgree, workOrderQuoteAgreed, workOrderQuoteDeclined, workOrderQuoted } from '../contract/events.ts';
import { MAX_FEN } from '../contract/price-list.ts';
import type { Events } from './evolve.ts';
import type { Fault } from './fault.ts';
import { jobOf } from './giving.ts';
import { life } from './life.ts';
import { type Line, totalOf } from './price-list.ts';
import { resume } from './waiting.ts';
import type { WorkOrder } from './work-order.ts';

/** A quote holds at most so long. */
const LONGEST_MS = 90 * 24 * 3_600_000;

/** What is wrong with a quote; empty when it may be given. */
export function faultsOfQuote(lines: readonly Line[], validUntil: string, at: string): Fault[] {
  const total = totalOf(lines);
  const faults: (Fault | false)[] = [
    total === 0 && { path: '/lines', reason: 'what costs nothing needs no quote' },
    total > MAX_FEN && { path: '/lines', reason: 'is more than a quote can be' },
    validUntil <= at && { path: '/validUntil', reason: 'must lie in the future' },
    Date.parse(validUntil) > Date.parse(at) + LONGEST_MS && { path: '/validUntil', reason: 'must lie within 90 days' },
  ];
  return faults.filter((fault) => fault !== false);
}

/**
 * The household is told a price. A newer quote takes the place of one without an answer; what has been agreed to holds
 * until the household agrees to another. @param staffId who gives it
 */
export function quote(
  order: WorkOrder,
  { lines, validUntil, staffId }: { lines: readonly Line[]; validUntil: string; staffId: string },
  at: string,
): Events | undefined {
  if (!life[order.status].includes('quote')) return undefined;
  const quoteId = `${order.workOrderId}.quote-${order.quotes + 1}`;
  const told = { ...jobOf(order), quoteId, staffId, at, totalFen: totalOf(lines), validUntil };
  return [draft(workOrderQuoted, told, { lines })];
}

export interface QuoteAnswer {
  readonly agreed: boolean;
  /** Who writes it down for the household; null when it says so itself. */
  readonly staffId: string | null;
  readonly how: (typeof waysToAgree)[number] | null;
  readonly attachmentIds: readonly string[];
}

/**
 * The household answers the quote that lies before it; `undefined` when there is none, it has been answered, the work
 * has ended, or it agrees to a price that is no longer valid. Whatever had to wait for the answer goes on with it.
 */
export function answerQuote(order: WorkOrder, answer: QuoteAnswer, at: string): Events | undefined {
  const { agreed, staffId, how, attachmentIds } = answer;
  const { quote: open, waiting } = order;
  if (!life[order.status].includes('answer-quote') || !open || open.answer) return undefined;
  if (agreed && open.validUntil < at) return undefined;
  const { quoteId, totalFen } = open;
  const by = staffId === null ? ('household' as const) : ('staff' as const);
  const told = { ...jobOf(order), quoteId, totalFen, at, by, staffId, how };
  const said = draft(agreed ? workOrderQuoteAgreed : workOrderQuoteDeclined, told, { attachmentIds });
  const goesOn = waiting?.reason === 'owner-undecided' ? resume(order, at) : undefined;
  return goesOn ? [said, ...goesOn] : [said];
}

/** The household has said no, and has not agreed to any other price. */
export const isDeclined = ({ quote: last, agreedFen }: WorkOrder): boolean =>
  agreedFen === null && last?.answer?.agreed === false;
