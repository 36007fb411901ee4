import * as z from 'zod';

const wordsShape = {
  sms: z.string().trim().min(1).max(300).describe('Signed with the company’s name by the system; no link'),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(150)
    .regex(/^[^\r\n]*$/, 'one line')
    .describe('Subject and heading of the e-mail'),
  text: z.string().trim().min(1).max(2000).describe('First paragraph of the e-mail; facts and link follow it'),
};
const wordsSchema = z.object(wordsShape);
export type MessageText = z.infer<typeof wordsSchema>;

/** The words of one template, in both languages; `{name}` stands for a variable. */
export const messageTextsSchema = z.object({ zh: wordsSchema, en: wordsSchema });
export type MessageTexts = z.infer<typeof messageTextsSchema>;

const wordsCommandSchema = z.strictObject(wordsShape);

/** The same as a command brings them: parsed strictly. */
export const messageTextsCommandSchema = z.strictObject({ zh: wordsCommandSchema, en: wordsCommandSchema });
