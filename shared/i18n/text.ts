import * as z from 'zod';

/** A text that people read, in both languages. Chinese is the one a native reader must find natural. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export const textSchema = z.object({ zh: z.string().min(1), en: z.string().min(1) });

/** `zh-CN` is what a caller gets who does not ask for English first. */
export type Locale = 'zh-CN' | 'en';

export const pick = (text: Text, locale: Locale): string => (locale === 'en' ? text.en : text.zh);

/** The language of an `Accept-Language` header. */
export const localeOf = (acceptLanguage: string | undefined): Locale =>
  acceptLanguage?.trim().toLowerCase().startsWith('en') === true ? 'en' : 'zh-CN';
