import * as z from 'zod';
import { personalChannelSchema, type TemplateCode } from './ids.ts';

/**
 * Kinds of messages that a household may do without. Not among them is what changes a promise (`owner-waiting`,
 * `owner-reclassified`) or asks for an answer (`owner-quoted`), and what is urgent is sent all the same.
 */
const mutableKindSchema = z.enum([
  'owner-received',
  'owner-coming',
  'owner-visit',
  'owner-done',
  'owner-answered',
  'owner-note',
] as const satisfies readonly TemplateCode[]);
export const mutableKinds = mutableKindSchema.options;

const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 22:00');

/** Half the day: whoever does not want to be told for longer would not be told at all. */
const LONGEST_QUIET_MINUTES = 720;

const quietShape = { from: timeOfDaySchema, to: timeOfDaySchema };
type Quiet = z.infer<z.ZodObject<typeof quietShape>>;

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function isShortEnough({ from, to }: Quiet): boolean {
  const minutes = (minuteOf(to) - minuteOf(from) + 1440) % 1440;
  return minutes > 0 && minutes <= LONGEST_QUIET_MINUTES;
}

const distinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

const wishes = {
  channels: z
    .array(personalChannelSchema)
    .min(1)
    .refine(distinct, 'each once')
    .nullable()
    .describe('The first by which the person can be reached is taken; null: as usual, SMS before e-mail'),
  language: z.enum(['zh-CN', 'en']).nullable().describe('Null: the company’s'),
  mutedKinds: z
    .array(mutableKindSchema)
    .refine(distinct, 'each once')
    .describe('Messages that a household does not want; they stay on record. What is urgent is sent all the same'),
};
const quietDescription =
  'Wall times of the company’s zone, the end may lie on the next day; what is not urgent waits for it. Null: as usual';

/** How somebody wants to be told. */
export const preferencesSchema = z.object({
  ...wishes,
  quietHours: z.object(quietShape).nullable().describe(quietDescription),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** The same as a command brings them: parsed strictly. */
export const preferencesCommandSchema = z.strictObject({
  ...wishes,
  quietHours: z
    .strictObject(quietShape)
    .refine(isShortEnough, 'longer than nothing, at most twelve hours')
    .nullable()
    .describe(quietDescription),
});
