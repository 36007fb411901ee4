import type { ContentType } from '../contract/content-types.ts';
import { endings } from './file-kinds.ts';

/** Longest name that is kept, in letters, its ending not counted. */
const MAX_LETTERS = 100;

/** Of a path, whosever way of writing one it is, the last part. */
const lastPart = (name: string): string => name.split(/[/\\]/).at(-1) ?? '';

/** Control characters, invisible ones that turn the reading direction or join, and what file systems do not take. */
const UNWANTED = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029"*:<>?|]/gu;

/**
 * A file's name as it may be offered for saving: without a path, without what deceives the eye, with an ending that
 * says what the file really is.
 * @returns null when nothing of it is left
 */
export function cleanFileName(name: string, contentType: ContentType): string | null {
  const plain = lastPart(name.toWellFormed().normalize('NFC')).replace(UNWANTED, '').replace(/\s+/g, ' ');
  const ending = /\.([0-9A-Za-z]{1,8})$/.exec(plain)?.[1] ?? '';
  const stem = [...(ending === '' ? plain : plain.slice(0, -ending.length - 1))]
    .slice(0, MAX_LETTERS)
    .join('')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (stem === '') return null;
  const [usual, ...others] = endings[contentType];
  return `${stem}.${others.includes(ending.toLowerCase()) ? ending.toLowerCase() : usual}`;
}

/** The header by which a browser saves a file instead of showing it (RFC 6266, RFC 8187). */
export function savedAs(name: string | null, contentType: ContentType): string {
  const plain = `attachment; filename="attachment.${endings[contentType][0]}"`;
  return name === null ? plain : `${plain}; filename*=UTF-8''${percentEncoded(name)}`;
}

const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/['()*!]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
