import type { TemplateCode } from '../contract/ids.ts';
import type { MessageText, MessageTexts } from '../contract/texts.ts';
import { isAboutCase } from './content.ts';
import { namedIn } from './fill.ts';
import { sampleScene, samples } from './samples.ts';
import { tellingSettings } from './settings.ts';
import { smsParts } from './sms.ts';
import { renderSms } from './templates.ts';
import { valuesOf } from './values.ts';

/** What is wrong with the words of a template, and where. */
export interface TextFault {
  /** JSON pointer. */
  readonly path: string;
  readonly reason: string;
}

/** What the reader must be able to tell it by. */
const requiredIn = (code: TemplateCode): string => (isAboutCase(samples[code]) ? 'number' : 'post');

/** The variables that the words of a template may name. */
export const variablesOf = (code: TemplateCode): string[] =>
  Object.keys(valuesOf(samples[code], sampleScene({ name: '', timeZone: 'UTC' }, 'zh-CN')));

/**
 * Checks the words of a template: only its own variables, the number (or post) in what is seen first, SMS short and
 * without links, plain words for households (R165).
 */
export function faultsOf(
  code: TemplateCode,
  texts: MessageTexts,
  company: { name: string; timeZone: string },
): TextFault[] {
  const faults = (['zh', 'en'] as const).flatMap((language) =>
    wordFaults(code, texts[language]).map(({ path, reason }) => ({ path: `/${language}${path}`, reason })),
  );
  if (faults.length > 0) return faults;
  const parts = smsParts(renderSms(samples[code], sampleScene(company, 'zh-CN'), texts));
  return parts > tellingSettings.smsPartsAtMost
    ? [{ path: '/zh/sms', reason: `takes ${parts} SMS, at most ${tellingSettings.smsPartsAtMost}` }]
    : [];
}

function wordFaults(code: TemplateCode, text: MessageText): TextFault[] {
  const known = variablesOf(code);
  const required = requiredIn(code);
  const fields = Object.entries(text).map(([field, words]) => ({ path: `/${field}`, words }));
  return fields.flatMap(({ path, words }) => [
    ...namedIn(words)
      .filter((name) => !known.includes(name))
      .map(() => ({ path, reason: `unknown variable; known: ${known.join(', ')}` })),
    ...(path !== '/text' && !namedIn(words).includes(required) ? [{ path, reason: `must name {${required}}` }] : []),
    ...(path === '/sms' && /https?:|www\./i.test(words) ? [{ path, reason: 'an SMS carries no link' }] : []),
    ...(code.startsWith('owner-') ? unwanted(words) : []).map((word) => ({
      path,
      reason: `not for households: ${word}`,
    })),
  ]);
}

const unwanted = (words: string): string[] =>
  tellingSettings.notForOwners.filter((word) => words.toLowerCase().includes(word.toLowerCase()));
