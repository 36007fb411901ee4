/** Characters of at most four bytes that surely fit the 75 of one encoded word. */
const PER_WORD = 10;

/**
 * RFC 2047: a header holds ASCII only.
 * @param between words; where lines may be long a space is enough
 */
export function encodedWords(text: string, between = ' '): string {
  const letters = [...text];
  const words: string[] = [];
  for (let from = 0; from < letters.length; from += PER_WORD)
    words.push(`=?UTF-8?B?${Buffer.from(letters.slice(from, from + PER_WORD).join('')).toString('base64')}?=`);
  return words.join(between);
}

interface MimeLetter {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly copies: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly at: Date;
}

/** Nothing in base64 looks like it. */
const BOUNDARY = '=_part_=';

/** An e-mail as it travels: a text and an HTML part of the same, all of it ASCII in short lines. */
export function mimeOf({ from, to, copies, subject, text, html, messageId, at }: MimeLetter): Buffer {
  const folded = (header: string) => encodedWords(header, '\r\n ');
  const lines = [
    `From: ${folded(from.name)}\r\n <${from.address}>`,
    `To: <${to}>`,
    ...(copies.length > 0 ? [`Cc: ${copies.map((copy) => `<${copy}>`).join(',\r\n ')}`] : []),
    `Subject: ${folded(subject)}`,
    `Message-ID: ${messageId}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${BOUNDARY}"`,
    '',
    ...part('plain', text),
    ...part('html', html),
    `--${BOUNDARY}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

const part = (kind: 'plain' | 'html', body: string): string[] => [
  `--${BOUNDARY}`,
  `Content-Type: text/${kind}; charset=utf-8`,
  'Content-Transfer-Encoding: base64',
  '',
  ...(Buffer.from(body)
    .toString('base64')
    .match(/.{1,76}/g) ?? []),
];
