import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run coverage:requirements`: which rows of docs/requirements.md a test names, and which none does. */

const root = join(import.meta.dirname, '..');

/** Parts that are not built yet, by the heading of docs/requirements.md under which their rows stand. */
const later: ReadonlyMap<string, string> = new Map([
  ['Survey and callback', 'later: survey'],
  ['Billing, dunning, fee transparency', 'later: billing'],
  ['Household archive', 'later: the archive'],
  ['Emergency', 'later: incidents'],
  ['Staff performance', 'later: insight'],
  ['Training', 'later: training records'],
  ['Quality inspection', 'later: inspections'],
  ['Knowledge base and case library', 'later: the knowledge base'],
  ['Reports and KPI', 'later: insight'],
  ['Community events', 'later: community events'],
  ['Move-in, renovation, contract', 'later: move-in and renovation'],
]);

const rows = readFileSync(join(root, 'docs/requirements.md'), 'utf8')
  .split('\n## ')
  .flatMap((part) => {
    const group = part.split('\n')[0] ?? '';
    return [...part.matchAll(/^\| (R\d{3}) \| (.*) \|$/gm)].map(([, row = '', rule = '']) => ({ row, rule, group }));
  });

const namedBy = new Map<string, string[]>();
for (const file of globSync('test/**/*.test.ts', { cwd: root }).toSorted()) {
  const titles = titlesIn(readFileSync(join(root, file), 'utf8'));
  for (const row of new Set(titles.match(/\bR\d{3}\b/g))) namedBy.set(row, [...(namedBy.get(row) ?? []), file]);
}

console.log('| row | rule | named by |\n|---|---|---|');
for (const { row, rule, group } of rows)
  console.log(`| ${row} | ${rule} | ${namedBy.get(row)?.join(', ') ?? `– ${later.get(group) ?? ''}`.trim()} |`);

const named = rows.filter(({ row }) => namedBy.has(row)).length;
const postponed = rows.filter(({ row, group }) => !namedBy.has(row) && later.has(group)).length;
console.log(
  `\n${rows.length} rows: ${named} named by a test, ${postponed} for later, ${rows.length - named - postponed} open`,
);
const unknown = [...namedBy.keys()].filter((row) => !rows.some((known) => known.row === row));
if (unknown.length > 0) console.log(`Named by tests but not in docs/requirements.md: ${unknown.join(', ')}`);

/** The texts of the code, without its comments: titles of tests, also those in a table of cases. */
function titlesIn(source: string): string {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return (code.match(/'[^'\n]*'|`[^`]*`/g) ?? []).join('\n');
}
