import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** The guides in docs/guide, as what they tell people to paste and what they say comes back. */

const folder = join(import.meta.dirname, '../../docs/guide');

/** Something to paste, and the answer that the page shows for it. */
export interface Step {
  /** Where it stands, like `owner.md:12`. */
  readonly where: string;
  /** The heading above it. */
  readonly heading: string;
  readonly bash: string;
  /** Shortened: what it shows is there, with more around it. `undefined` where the page shows none. */
  readonly answer: unknown;
}

/** A page's steps, in order. @throws Error for a block that is neither something to paste nor an answer */
export function stepsOf(page: string): Step[] {
  const markdown = readFileSync(join(folder, page), 'utf8');
  const steps: Step[] = [];
  let heading = '';
  for (const { 0: all, index, groups = {} } of markdown.matchAll(
    /^#+ (?<heading>[^\n]+)$|^```(?<language>\w*)\n(?<text>.*?)^```$/gms,
  )) {
    const { language, text = '' } = groups;
    const where = `${page}:${markdown.slice(0, index).split('\n').length}`;
    if (language === undefined) heading = groups.heading ?? all;
    else if (language === 'bash') steps.push({ where, heading, bash: text, answer: undefined });
    else if (language === 'json') steps.push({ ...lastOf(steps, where), answer: JSON.parse(text) });
    else throw new Error(`${where}: a block of ${language || 'no language'}`);
  }
  return steps;
}

function lastOf(steps: Step[], where: string): Step {
  const step = steps.pop();
  if (!step || step.answer !== undefined) throw new Error(`${where}: an answer to nothing`);
  return step;
}

/**
 * What an answer lacks of what a page shows. Instants, ids and numbers of another day are as good as those on the page,
 * `…` stands for anything, lists may hold more.
 */
export function missing(shown: unknown, real: unknown, path = ''): string[] {
  if (shown === '…') return real === undefined ? [`${path} is not there`] : [];
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return [`${path} is no list`];
    return shown.flatMap((item, n) => {
      const tries = real.map((candidate) => missing(item, candidate, `${path}[${n}]`));
      if (tries.some((faults) => faults.length === 0)) return [];
      return tries.toSorted((a, b) => a.length - b.length)[0] ?? [`${path} is empty`];
    });
  }
  if (typeof shown === 'object' && shown !== null) {
    const fields = fieldsSchema.safeParse(real).data;
    if (!fields) return [`${path} is no object`];
    return Object.entries(shown).flatMap(([name, value]) => {
      const place = `${path}.${name}`;
      if (!(name in fields)) return [`${place} is not there`];
      const counts = name === 'version' && typeof value === 'number';
      return missing(value, counts && typeof fields[name] === 'number' ? value : fields[name], place);
    });
  }
  const same =
    typeof shown === 'string' && typeof real === 'string' ? patternOf(shown).test(timeless(real)) : shown === real;
  return same ? [] : [`${path} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`];
}

const fieldsSchema = z.record(z.string(), z.unknown());

/** Without what differs from run to run, and with one width for commas and brackets. */
const timeless = (text: string): string =>
  halfWidth(text)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>')
    .replace(/\d{4}-\d\d-\d\d/g, '<date>')
    .replace(/att_\w+…?/g, '<id>')
    .replace(/[0-9a-f]{8}(…|(-[0-9a-f]{4}){3}-[0-9a-f]{12})/g, '<id>')
    .replace(/BX\d{4,}/g, '<number>')
    .replace(/\d{4}-Q[1-4]/g, '<quarter>')
    .replace(/(\d{4}年)?\d{1,2}月\d{1,2}日/g, '<day>')
    .replace(/\d\d:\d\d(:\d\d)?/g, '<time>');

/** NFKC would take the `…` apart. */
const halfWidth = (text: string): string => text.replace(/[\uff01-\uff5e]/g, (mark) => mark.normalize('NFKC'));

const patternOf = (shown: string): RegExp =>
  new RegExp(`^${timeless(shown).split('…').map(RegExp.escape).join('.*')}$`, 's');

/** The first value of that name in an answer, however deep. */
export function fieldOf(answer: unknown, name: string): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  for (const [key, value] of Object.entries(answer)) {
    if (key === name && (typeof value === 'string' || typeof value === 'number')) return String(value);
    const inside = fieldOf(value, name);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
