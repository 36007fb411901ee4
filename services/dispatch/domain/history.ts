import * as z from 'zod';
import { type Actor, actorSchema } from '../../../shared/events/envelope.ts';
import { type Text, textSchema } from '../../../shared/i18n/text.ts';
import { instantSchema } from '../../../shared/time/instants.ts';
import { refusalReasons } from './acts.ts';
import { choiceReasons } from './candidates.ts';

/** One step of a work order, as staff read it: what happened, by whom, to whom, and why. */
export const stepSchema = z.object({
  at: instantSchema,
  what: z.string().describe('Name of the event'),
  by: actorSchema,
  staffId: z
    .string()
    .nullable()
    .describe('Whose the work is, or was, by this step; null where it says nothing of that'),
  previousStaffId: z.string().nullable().describe('Only where it was handed on or given back'),
  because: textSchema.nullable().describe('Why, from our own lists'),
  words: z.string().nullable().describe('Why, in the words of whoever did it'),
});
export type Step = z.infer<typeof stepSchema>;

const dataSchema = z.object({
  assigneeStaffId: z.string().nullish(),
  helperStaffId: z.string().optional(),
  staffId: z.string().nullish(),
  previousStaffId: z.string().optional(),
  reason: z.string().optional(),
});
const hiddenSchema = z
  .object({ because: z.string().optional(), reason: z.string().optional(), note: z.string().nullish() })
  .default({});

interface Told {
  readonly name: string;
  readonly at: string;
  readonly detail: { readonly actor: Actor; readonly data: unknown };
  readonly private?: unknown;
}

/** The hand-over log (R025, R073, R078): every step of the journal, oldest first. */
export const historyOf = (events: readonly Told[]): Step[] =>
  events.map(({ name, at, detail: { actor, data }, private: hidden }) => {
    const told = dataSchema.parse(data);
    const { because, reason, note } = hiddenSchema.parse(hidden);
    return {
      ...{ at, what: name, by: actor },
      staffId: told.helperStaffId ?? told.assigneeStaffId ?? told.staffId ?? null,
      previousStaffId: told.previousStaffId ?? null,
      because: textOf(choiceReasons, because) ?? textOf(refusalReasons, told.reason),
      words: reason ?? note ?? null,
    };
  });

const textOf = (texts: Readonly<Record<string, Text>>, key: string | undefined): Text | null =>
  (key !== undefined && Object.hasOwn(texts, key) && texts[key]) || null;
