/** What may be attached. No format that a browser runs: no SVG, no HTML. */
export const contentTypes = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'video/mp4',
  'application/pdf',
] as const;
export type ContentType = (typeof contentTypes)[number];
