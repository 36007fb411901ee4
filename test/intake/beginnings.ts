import type { ContentType } from '../../services/intake/contract/content-types.ts';

/** How files of each kind begin. */
export const beginnings: Readonly<Record<ContentType, Buffer>> = {
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/webp': Buffer.from('RIFF\x01\x02\x03\x04WEBPVP8 ', 'latin1'),
  'image/heic': Buffer.from('\0\0\0\x18ftypheic', 'latin1'),
  'video/mp4': Buffer.from('\0\0\0\x20ftypisom', 'latin1'),
  'application/pdf': Buffer.from('%PDF-1.7\n'),
};
