import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, isOpen } from '../../../shared/time/index.ts';

const source = new URL('../../../shared/time/', import.meta.url);

describe('the entry point of shared/time', () => {
  it('answers as the example in its README says', () => {
    const [, script = '', output] =
      /```js\n(.*?)```\n\n```\n(.*?)```/s.exec(readFileSync(new URL('README.md', source), 'utf8')) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'guanjia-readme-'));
    const file = join(folder, 'example.mjs');
    writeFileSync(file, script.replace("'./index.ts'", `'${new URL('index.ts', source).href}'`));
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe(output);
    rmSync(folder, { recursive: true });
  });

  it('refuses a calendar that is not allowed, with the path of the fault', () => {
    const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
    const empty = { id: 'empty', timeZone: 'Asia/Shanghai', weekly: closed, dates: {} };
    expect(() => add(empty, '2026-11-25T00:00:00Z', 'PT1H')).toThrow('no open time in the whole week');
    expect(() => isOpen(null, '2026-11-25T00:00:00Z')).toThrow();
  });

  it.each(['2026-11-25', '2026-11-25T10:00:00', 'now'])('refuses %j, which is no instant', (text) => {
    const day = [{ open: '08:00', close: '20:00' }];
    const weekly = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
    expect(() => isOpen({ id: 'desk', timeZone: 'Asia/Shanghai', weekly, dates: {} }, text)).toThrow(RangeError);
  });
});
