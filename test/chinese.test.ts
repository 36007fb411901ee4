import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const paths = globSync(['{services,shared,infra}/**/*.{ts,mjs}', 'infra/companies/*.json'], { cwd: root });

/** Texts in quotes on one line. */
const QUOTED = /'[^'\n]*'|"[^"\n]*"|`[^`\n]*`/g;
/** What Chinese does not write beside its letters; an English sentence may have one of them in it. */
const HALF_WIDTH = /\p{Script=Han}\}?[,:;?!()](?! [a-z])|[,;?!()]\{?\p{Script=Han}/u;
const COMMENT = /^\s*(?:\/?\*|\/\/)/;

const halfWidthIn = (source: string): string[] =>
  source
    .split('\n')
    .filter((line) => !COMMENT.test(line))
    .flatMap((line) => line.match(QUOTED) ?? [])
    .filter((text) => HALF_WIDTH.test(text));

test('Chinese texts carry full-width punctuation', () => {
  expect(paths.length).toBeGreaterThan(100);
  const found = paths.flatMap((path) =>
    halfWidthIn(readFileSync(new URL(path, root), 'utf8')).map((text) => `${path}: ${text}`),
  );
  expect(found, `\n${found.join('\n')}\n`).toEqual([]);
});

test.each([
  ["zh: '已办结,请重新报事'", 1],
  ['zh: `共{count}件(在办)`', 1],
  ["zh: '已办结\uff0c请重新报事', en: 'Closed, report it anew'", 0],
  ['/** `漏水(水管)`: the word that decided it. */', 0],
  ["'owed for it, in 分; absent as 0'", 0],
  ["{ zh: '受理', en: 'received' }, { zh: '答复' }", 0],
])('%s', (line, count) => {
  expect(halfWidthIn(line)).toHaveLength(count);
});
