import type { TransactItem } from '../../../shared/journal/dynamo.ts';
import { parseInstant } from '../../../shared/time/instants.ts';
import { dateAt } from '../../../shared/time/wall-time.ts';
import { type Message, type MessageDraft, queued, withheld } from '../domain/message.ts';
import type { NotificationPorts } from '../ports.ts';

/** A message with the counter that it raises. */
export interface Addressed {
  readonly message: Message;
  readonly also: readonly TransactItem[];
}

interface Waiting {
  readonly draft: MessageDraft;
  readonly at: string;
  /** On whose day it counts. */
  readonly notBefore: string;
}

/** Queues a message as long as its reader has not had enough for that day; beyond that it is on record only. */
export async function withinBudget(
  { draft, at, notBefore }: Waiting,
  { whose, perDay }: { readonly whose: string; readonly perDay: number },
  { store, company }: Pick<NotificationPorts, 'store' | 'company'>,
): Promise<Addressed> {
  const spent = await store.spent(whose, dateAt(parseInstant(notBefore), company.timeZone).toString());
  if (spent.count >= perDay) return { message: withheld(draft, at, 'budget'), also: [] };
  return { message: queued(draft, at, notBefore), also: [store.spentItem({ ...spent, count: spent.count + 1 })] };
}
