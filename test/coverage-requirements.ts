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

/** Single rows under other headings that are not built yet, or that no test of ours can prove. */
const open: Readonly<Record<string, string>> = {
  'later: the seven steps of a complaint': 'R012 R015 R016 R019 R020 R021 R022 R302',
  'later: the desk’s standing duties': 'R006 R007 R069 R070 R076 R079 R304',
  'later: extensions': 'R055',
  'later: survey': 'R033',
  'later: insight': 'R035 R058 R063 R082 R084 R085',
  'later: the knowledge base': 'R036 R148',
  'later: the archive': 'R038 R039 R145',
  'later: the owners’ page': 'R037 R143 R144',
  'later: value-added services': 'R030 R147 R153',
  'later: announcements': 'R146 R155 R156 R157 R158 R159 R160 R161 R164',
  'later: acknowledging an alarm': 'R163',
  'later: vendors and handing over all of a person’s work': 'R080 R081',
  'later: the responsibility table': 'R077',
  'later: penalties, recorded and proposed only': 'R149 R150 R151 R152',
  'later: incidents': 'R274',
  'later: requests among departments': 'R075',
  'there, in parts; no test names it': 'R074 R083 R266 R273',
  'a matter of operation, not of the code': 'R270',
};
const reasons = new Map(
  Object.entries(open).flatMap(([reason, of]) => of.split(' ').map((row) => [row, reason] as const)),
);

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
for (const { row, rule, group } of rows) {
  const why = reasons.get(row) ?? later.get(group) ?? 'no reason is given';
  console.log(`| ${row} | ${rule} | ${namedBy.get(row)?.join(', ') ?? `– ${why}`} |`);
}

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
