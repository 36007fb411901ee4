import type { ContentType } from '../contract/content-types.ts';

/** How the names of such files end; the first is the usual one. */
export const endings: Readonly<Record<ContentType, readonly [string, ...string[]]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'video/mp4': ['mp4', 'm4v'],
  'application/pdf': ['pdf'],
};

/** So many bytes from a file's beginning tell what it is. */
export const TELLING_BYTES = 32;

/** What a file is by its first bytes, whatever it is called; `undefined` for what may not be attached. */
export function contentTypeOf(first: Uint8Array): ContentType | undefined {
  // One letter per byte: easier to compare with, and nothing is lost.
  const text = Buffer.from(first.subarray(0, TELLING_BYTES)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('%PDF-')) return 'application/pdf';
  return text.slice(4, 8) === 'ftyp' ? brands.get(text.slice(8, 12)) : undefined;
}

/** ISO media files name their kind by a brand of four letters (ISO/IEC 14496-12, 23008-12). */
const brands: ReadonlyMap<string, ContentType> = new Map([
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map((brand) => [brand, 'image/heic'] as const),
  ...['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'M4V ', 'dash', 'MSNV'].map(
    (brand) => [brand, 'video/mp4'] as const,
  ),
]);
