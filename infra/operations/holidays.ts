import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import chineseDays from 'chinese-days';
import {
  type StatutoryDays,
  type StatutoryYear,
  statutoryYearSchema,
} from '../../shared/time/holidays/statutory-days.ts';

const DAY_MS = 86_400_000;

/** The package names some festivals without their last character. */
const fullNames: Readonly<Record<string, string>> = { 清明: '清明节', 端午: '端午节', 中秋: '中秋节' };

/**
 * The holidays and make-up days of a year in mainland China, as the package chinese-days has them.
 * @throws RangeError for a year that the package does not know: asked for its days one by one, it answers with weekends
 *   alone and says nothing
 */
export function chineseYear(year: number): StatutoryYear {
  const days: StatutoryDays = {};
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
    const date = new Date(at).toISOString().slice(0, 10);
    const { work, name } = chineseDays.getDayDetail(date);
    // On an ordinary day the name is its weekday; else it is English, Chinese and the number of days off.
    const [en, zh] = name.split(',');
    if (en && zh) days[date] = { kind: work ? 'make-up' : 'holiday', name: { zh: fullNames[zh] ?? zh, en } };
  }
  if (Object.keys(days).length === 0) throw new RangeError(`chinese-days knows no holidays of ${year}`);
  return statutoryYearSchema.parse({
    country: 'cn',
    year,
    coveredUntil: `${year}-12-31`,
    source: `chinese-days ${packageVersion()}`,
    days,
  });
}

/** One line a day, so that a reader can hold it against the notice. */
function fileText({ days, ...about }: StatutoryYear): string {
  const head = Object.entries(about).map(([field, value]) => `  "${field}": ${JSON.stringify(value)},\n`);
  const lines = Object.entries(days).map(
    ([
      date,
      {
        kind,
        name: { zh, en },
      },
    ]) => `    "${date}": { "kind": "${kind}", "name": { "zh": ${JSON.stringify(zh)}, "en": ${JSON.stringify(en)} } }`,
  );
  return `{\n${head.join('')}  "days": {\n${lines.join(',\n')}\n  }\n}\n`;
}

function packageVersion(): string {
  const file = createRequire(import.meta.url).resolve('chinese-days/package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length === 0) throw new Error('Which years? For example: npm run holidays -- 2026 2027');
  for (const year of positionals) {
    const file = new URL(`../../shared/time/holidays/cn-${year}.json`, import.meta.url);
    writeFileSync(file, fileText(chineseYear(Number(year))));
    console.log(`written: shared/time/holidays/cn-${year}.json (named in shared/time/holidays/china.ts?)`);
  }
}
