import * as z from 'zod';
import { handedOver } from '../../../infra/local/handed-over.ts';
import type { Stage } from '../../../infra/local/story/stage.ts';
import { isWarning } from '../told.ts';
import type { Reported } from './cases.ts';
import { isEvent, journalled, type Row, rowsOf } from './journals.ts';

/**
 * All that the house has made of one request, in words that are the same for the same life. Each list is sorted. The
 * warning before a deadline is left out, with its event and its message: a clock that started late has none.
 */
export interface Effects {
  /** Names of all events in all journals. */
  readonly events: readonly string[];
  /** What sla knows has happened. */
  readonly facts: readonly string[];
  /** Like `arrival breached`. */
  readonly clocks: readonly string[];
  readonly workOrders: readonly string[];
  /** What the household sees. */
  readonly timeline: readonly string[];
  /** Like `breach sms sent`. */
  readonly messages: readonly string[];
  /** What providers have taken, like `breach email`; as often as they have taken it. */
  readonly handedOver: readonly string[];
}

/** Looks at everything. @returns what has become of a request */
export async function lookAtEffects(stage: Stage): Promise<(reported: Reported) => Effects> {
  const rows = (await Promise.all(journalled.map((service) => rowsOf(stage, service)))).flat();
  const texts = await handedOver(stage.url);
  return ({ id, number }) => {
    // Keys and contents name the request, whatever they are about.
    const own = rows.filter((row) => JSON.stringify(row).includes(id) && !row.pk.startsWith('idempotency#'));
    const at = (prefix: string) => own.filter(({ sk }) => sk.startsWith(prefix));
    return {
      events: sorted(
        own.filter((row) => isEvent(row) && !isOfWarning(row)),
        ({ name }) => `${name}`,
      ),
      facts: sorted(at('fact#'), ({ fact }) => z.looseObject({ kind: z.string() }).parse(fact).kind),
      clocks: sorted(at('clock#'), ({ kind, status }) => `${kind} ${status}`),
      workOrders: sorted(
        own.filter(({ pk, sk }) => pk.startsWith('work-order#') && sk === 'state'),
        ({ status }) => `${status}`,
      ),
      timeline: sorted(at('timeline#'), ({ kind }) => `${kind}`),
      messages: sorted(
        at('message#').filter((row) => MessageSchema.parse(row).content.template !== 'warning'),
        messageText,
      ),
      handedOver: sorted(
        texts.filter((one) => `${one.subject} ${one.text}`.includes(number) && !isWarning(one)),
        ({ channel, text }) => `${templateOf(text)} ${channel}`,
      ),
    };
  };
}

/** The mark of a clock, or that its message has been sent. */
const isOfWarning = ({ name, detail }: Row): boolean =>
  name === 'clock.warned' || `${detail}`.includes('"template":"warning"');

function messageText(row: Row): string {
  const { channel, status, content } = MessageSchema.parse(row);
  return `${content.template} ${channel} ${status}`;
}

const MessageSchema = z.looseObject({
  channel: z.string(),
  status: z.string(),
  content: z.looseObject({ template: z.string() }),
});

/** Which template a text was made from. */
function templateOf(text: string): string {
  if (text.includes('更正')) return 'breach-retracted';
  return text.includes('超时') ? 'breach' : 'work-order-assigned';
}

function sorted<T>(items: readonly T[], text: (item: T) => string): string[] {
  return items.map(text).toSorted();
}

/** Reported and given to somebody; its deadlines are far away. */
export const assignedLife: Effects = {
  events: [
    ...Array(2).fill('clock.met'),
    ...Array(4).fill('clock.started'),
    'message.delivered',
    'request.received',
    'work-order.assigned',
    'work-order.created',
  ],
  facts: ['assigned', 'received'],
  clocks: ['accept running', 'ack met', 'receipt met', 'resolve running'],
  workOrders: ['assigned'],
  timeline: ['assigned', 'received', 'work-order-created'],
  messages: ['work-order-assigned sms sent'],
  handedOver: ['work-order-assigned sms'],
};

/** Urgent; nobody came. */
export const breachedLife: Effects = {
  ...assignedLife,
  events: [
    'clock.breached',
    ...Array(2).fill('clock.met'),
    ...Array(5).fill('clock.started'),
    'escalation.raised',
    ...Array(3).fill('message.delivered'),
    'request.received',
    'work-order.assigned',
    'work-order.created',
  ],
  clocks: ['accept running', 'ack met', 'arrival breached', 'receipt met', 'resolve running'],
  timeline: ['assigned', 'breached', 'escalated', 'received', 'work-order-created'],
  messages: ['breach email sent', 'breach sms sent', 'work-order-assigned sms sent'],
  handedOver: ['breach email', 'breach sms', 'work-order-assigned sms'],
};

/** Urgent; accepted, and arrived in time. */
export const metLife: Effects = {
  ...assignedLife,
  events: [
    ...Array(4).fill('clock.met'),
    ...Array(5).fill('clock.started'),
    'message.delivered',
    'request.received',
    'work-order.accepted',
    'work-order.arrived',
    'work-order.assigned',
    'work-order.created',
  ],
  facts: ['accepted', 'arrived', 'assigned', 'received'],
  clocks: ['accept met', 'ack met', 'arrival met', 'receipt met', 'resolve running'],
  workOrders: ['arrived'],
  timeline: ['accepted', 'arrived', 'assigned', 'received', 'work-order-created'],
};

/** Urgent, arrived in time; but that was heard only after the breach had been told, which was then taken back. */
export const retractedLife: Effects = {
  events: [
    'clock.breach-retracted',
    'clock.breached',
    ...Array(3).fill('clock.met'),
    ...Array(5).fill('clock.started'),
    'escalation.raised',
    ...Array(5).fill('message.delivered'),
    'request.received',
    'work-order.accepted',
    'work-order.arrived',
    'work-order.assigned',
    'work-order.created',
  ],
  facts: metLife.facts,
  clocks: metLife.clocks,
  workOrders: metLife.workOrders,
  timeline: ['breach-retracted', 'breached', 'escalated', ...metLife.timeline].toSorted(),
  messages: [
    'breach email sent',
    'breach sms sent',
    'breach-retracted email sent',
    'breach-retracted sms sent',
    'work-order-assigned sms sent',
  ],
  handedOver: [
    'breach email',
    'breach sms',
    'breach-retracted email',
    'breach-retracted sms',
    'work-order-assigned sms',
  ],
};
