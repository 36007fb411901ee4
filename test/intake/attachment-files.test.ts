import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentTypes } from '../../services/intake/contract/content-types.ts';
import { contentTypeOf, endings } from '../../services/intake/domain/file-kinds.ts';
import { cleanFileName, savedAs } from '../../services/intake/domain/file-name.ts';
import { beginnings } from './beginnings.ts';

describe('what a file is', () => {
  test.each(Object.entries(beginnings))('%s is known by its first bytes', (contentType, first) => {
    expect(contentTypeOf(Buffer.concat([first, Buffer.alloc(100, 1)]))).toBe(contentType);
  });

  test.each([
    ['nothing', ''],
    ['an SVG with a script', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['an SVG behind a byte-order mark', '\ufeff<?xml version="1.0"?><svg/>'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a page that begins with blanks', '   \n<html>'],
    ['a zip archive, as of an office document', 'PK\u0003\u0004'],
    ['a program', 'MZ\u0090\u0000'],
    ['a GIF', 'GIF89a'],
    ['a PDF that does not begin as one', ' %PDF-1.7'],
    ['a sound in a RIFF', 'RIFF\u0001\u0001\u0001\u0001WAVE'],
    ['a film of a kind that not every browser plays', '\u0000\u0000\u0000\u0014ftypqt  '],
    ['half of a PNG’s signature', '\u0089PNG'],
  ])('%s may not be attached', (_, text) => {
    expect(contentTypeOf(Buffer.from(text, 'latin1'))).toBeUndefined();
    expect(contentTypeOf(Buffer.from(text, 'utf8'))).toBeUndefined();
  });
});

describe('the name of a file', () => {
  test.each([
    ['客厅漏水.jpg', 'image/jpeg', '客厅漏水.jpg'],
    ['IMG_0001.JPEG', 'image/jpeg', 'IMG_0001.jpeg'],
    ['../../etc/passwd', 'image/png', 'passwd.png'],
    ['C:\\Users\\王芳\\桌面\\照片.png', 'image/png', '照片.png'],
    ['evil.svg', 'image/png', 'evil.png'],
    ['invoice.pdf.exe', 'application/pdf', 'invoice.pdf.pdf'],
    // Read from right to left it would look like photo…gpj.exe.
    ['photo\u202egpj.exe', 'image/jpeg', 'photogpj.jpg'],
    ['a\r\nSet-Cookie: x=1.png', 'image/png', 'aSet-Cookie x=1.png'],
    ['"><script>.png', 'image/png', 'script.png'],
    ['  .hidden. .png', 'image/png', 'hidden.png'],
    ['..', 'image/png', null],
    ['/', 'image/png', null],
    ['.png', 'image/png', null],
    ['\u0000\u200b', 'image/png', null],
    [`${'水'.repeat(250)}.mp4`, 'video/mp4', `${'水'.repeat(100)}.mp4`],
  ] as const)('%j as %s is kept as %j', (name, contentType, kept) => {
    expect(cleanFileName(name, contentType)).toBe(kept);
  });

  test('whatever is sent: no path, no control or invisible character, short, an ending that is true; clean stays clean', () => {
    const odd = fc.string({ unit: 'binary', maxLength: 255 });
    const paths = fc.array(fc.constantFrom('..', '/', '\\', '.', 'a', '水', '\u202e', '\r\n', '\ud800'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          odd,
          paths.map((parts) => parts.join('')),
        ),
        fc.constantFrom(...contentTypes),
        (name, type) => {
          const kept = cleanFileName(name, type);
          if (kept === null) return;
          expect(kept).not.toMatch(/[/\\\p{Cc}\p{Cf}"]/u);
          expect(kept.isWellFormed()).toBe(true);
          expect([...kept].length).toBeLessThanOrEqual(109);
          expect(endings[type]).toContain(kept.split('.').at(-1));
          expect(kept.startsWith('.')).toBe(false);
          expect(cleanFileName(kept, type)).toBe(kept);
          expect(savedAs(kept, type)).toMatch(/^attachment; filename="attachment\.\w+"; filename\*=UTF-8''[\w.~%-]+$/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a file without one is saved under ours', () => {
    expect(savedAs(null, 'application/pdf')).toBe('attachment; filename="attachment.pdf"');
  });
});
