import * as z from 'zod';
import type { Text } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { waysToAgree, workOrderQuoteAgreed, workOrderQuoteDeclined, workOrderQuoted } from '../contract/events.ts';
import { lineSchema } from './price-list.ts';

/** A price told to the household, and what it said to it (R052). The newest one of a work order counts. */
export const quoteSchema = z.object({
  quoteId: z.string(),
  at: instantSchema,
  staffId: z.string(),
  lines: z.array(lineSchema),
  totalFen: z.int().min(0),
  validUntil: instantSchema,
  answer: z
    .object({
      agreed: z.boolean(),
      at: instantSchema,
      by: z.enum(['household', 'staff']),
      staffId: z.string().nullable(),
      how: z.enum(waysToAgree).nullable(),
      /** Ids of papers signed, and the like; intake keeps them. */
      attachmentIds: z.array(z.string()),
    })
    .nullable(),
});
export type Quote = z.infer<typeof quoteSchema>;

/** How the household said yes or no to staff. */
export const wayLabels: Readonly<Record<(typeof waysToAgree)[number], Text>> = {
  'in-person': { zh: '当面', en: 'in person' },
  phone: { zh: '电话', en: 'by phone' },
  message: { zh: '短信或微信', en: 'by message' },
  signed: { zh: '书面签字', en: 'signed' },
};

export const quoteStatuses = {
  open: { zh: '待业主确认', en: 'waiting for the owner' },
  expired: { zh: '已过有效期', en: 'no longer valid' },
  agreed: { zh: '业主已同意', en: 'agreed' },
  declined: { zh: '业主未同意', en: 'declined' },
} as const satisfies Readonly<Record<string, Text>>;

/** How a quote stands at an ISO instant. */
export function statusOf({ answer, validUntil }: Quote, now: string): keyof typeof quoteStatuses {
  if (answer) return answer.agreed ? 'agreed' : 'declined';
  return validUntil < now ? 'expired' : 'open';
}

/** An event as the journal tells it. */
interface Told {
  readonly data: unknown;
  readonly private?: unknown;
}

const quoteHiddenSchema = quoteSchema.pick({ lines: true });
const answerHiddenSchema = z.object({ attachmentIds: z.array(z.string()) });

/** The quote that `work-order.quoted` tells. */
export function quoteOf({ data, private: hidden }: Told): Quote {
  const { quoteId, at, staffId, totalFen, validUntil } = workOrderQuoted.data.parse(data);
  return { quoteId, at, staffId, ...quoteHiddenSchema.parse(hidden), totalFen, validUntil, answer: null };
}

/** The quote after what the household said to it. */
export function answered(quote: Quote, agreed: boolean, { data, private: hidden }: Told): Quote {
  const { at, by, staffId, how } = (agreed ? workOrderQuoteAgreed : workOrderQuoteDeclined).data.parse(data);
  return { ...quote, answer: { agreed, at, by, staffId, how, ...answerHiddenSchema.parse(hidden) } };
}
