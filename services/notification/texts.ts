import * as z from 'zod';
import { briefly } from '../../shared/brief/briefly.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import { log } from '../../shared/log/log.ts';
import { type TemplateCode, templateCodeSchema } from './contract/ids.ts';
import { type MessageTexts, messageTextsSchema } from './contract/texts.ts';
import { defaultTexts } from './domain/default-texts.ts';
import { faultsOf } from './domain/text-check.ts';
import { templateAddress } from './store.ts';

/** A change of words reaches the senders within this time. */
const TEXTS_KEPT_MS = 10_000;

/** The company's own words of a template, as its state keeps them. */
export const storedTextsSchema = z.object({ texts: messageTextsSchema });

/**
 * The words that senders use: the company's, else ours. An alarm never waits for them: what cannot be read, or names
 * variables that are gone by now, is replaced by ours.
 */
export function textSource(
  journal: Pick<Journal, 'read'>,
  company: { name: string; timeZone: string },
  now: () => number = Date.now,
): (code: TemplateCode) => Promise<MessageTexts> {
  const read = briefly(
    TEXTS_KEPT_MS,
    async (name) => {
      const code = templateCodeSchema.parse(name);
      const stored = await journal.read(templateAddress(code), storedTextsSchema);
      if (!stored) return defaultTexts[code];
      const { texts } = stored.state;
      if (faultsOf(code, texts, company).length === 0) return texts;
      log.warn('words of a template not usable any more', { template: code });
      return defaultTexts[code];
    },
    now,
  );
  return async (code) => {
    try {
      return await read(code);
    } catch (error) {
      log.error('words of a template cannot be read', error, { template: code });
      return defaultTexts[code];
    }
  };
}
