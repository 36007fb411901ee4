/** A mainland mobile number, also with blanks or dashes inside and `+86` before it. */
const MOBILE = /(?<!\d)(?:(?:00)?86[ -]?)?1[3-9](?:[ -]?\d){9}(?!\d)/;
const EMAIL = /[\w.+-]+@[\w-]+\.\w/;

/**
 * Whether somebody can be reached by what stands in a text: a mobile number or an e-mail address, full-width too. Words
 * that travel with an event are asked this first (R267): names nobody can tell from other words, numbers one can. A
 * company's own 400 number and landlines are no one's secret.
 */
export function holdsContact(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[\u200b-\u200d\ufeff]/g, '');
  return MOBILE.test(plain) || EMAIL.test(plain);
}

/** What a caller is told who has written such a text. */
export const CONTACT_REASON = 'names a phone number or an e-mail address; these words are passed on, so leave it out';
