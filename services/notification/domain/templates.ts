import type { Locale } from '../../../shared/i18n/text.ts';
import type { MessageText, MessageTexts } from '../contract/texts.ts';
import { type Content, isAboutCase } from './content.ts';
import { fill } from './fill.ts';
import { layOut, type RenderedEmail } from './letter.ts';
import { partsOf } from './letter-parts.ts';
import type { Scene } from './scene.ts';
import { valuesOf } from './values.ts';

/** The text of a short message. */
export const renderSms = (content: Content, scene: Scene, texts: MessageTexts): string =>
  signed(fill(wordsIn(texts, scene.locale).sms, valuesOf(content, scene)), scene);

/** @param link opens the case, where there is one */
export function renderEmail(content: Content, scene: Scene, texts: MessageTexts, link: string): RenderedEmail {
  const values = valuesOf(content, scene);
  const words = wordsIn(texts, scene.locale);
  const title = fill(words.subject, values);
  return layOut(
    {
      subject: signed(title, scene),
      title,
      lead: fill(words.text, values),
      link: isAboutCase(content) ? link : null,
      ...partsOf(content, scene),
    },
    scene.locale,
  );
}

const wordsIn = (texts: MessageTexts, locale: Locale): MessageText => (locale === 'en' ? texts.en : texts.zh);

/** Every message says first whose it is. */
const signed = (text: string, { company, locale }: Scene): string =>
  locale === 'en' ? `[${company}] ${text}` : `【${company}】${text}`;
