import { loadProfile } from '../../infra/company-profile.ts';
import { grouped, table } from '../bench/table.ts';
import { standingDollars, sumOf } from './dollars.ts';
import { look, looks } from './lists.ts';
import { lives, report, workOrderOf } from './lives.ts';
import { fingerprint, type Measured, measure, mornings } from './measure.ts';
import { callsOf } from './meter.ts';
import { storeOthers } from './others.ts';
import { World } from './world.ts';

/**
 * `npm run cost`: the four lives of a request, played by the product's own functions in memory; what each uses and what
 * that costs, and whether it costs the same when many others are stored.
 */

const STORED = [1_000, 100_000];
const THOUSAND = 1000;

export async function costTables(): Promise<string> {
  const world = await World.open(loadProfile('demo'), '2026-01-05T00:00:00.000Z');
  const days = mornings('2026-01-06T02:00:00.000Z');
  const next = (): string => days.next().value;
  const [first] = lives;
  if (!first) throw new Error('no life');
  // Once without counting: containers are warm, and know the calendars.
  const { requestId: template } = await measure(world, first, next());

  const alone: Measured[] = [];
  for (const life of lives) alone.push(await measure(world, life, next()));

  const among: string[][] = [];
  let stored = 0;
  for (const count of STORED) {
    storeOthers(world.tables, template, stored, count);
    stored = count;
    const row: string[] = [];
    for (const before of alone) {
      const now = await measure(world, before.life, next());
      row.push(fingerprint(now) === fingerprint(before) ? 'the same' : fingerprint(now));
    }
    among.push([grouped(count), ...row]);
  }

  return [
    usageTable(alone),
    dollarTable(alone),
    table(['finished requests stored', ...lives.map(({ name }) => name)], among),
    // Before the last one, which leaves much to do.
    await standingTable(world),
    await listTable(world, next()),
  ].join('\n\n');
}

/** Last of all: from here on many requests are open, and time must not pass any more. */
async function listTable(world: World, start: string): Promise<string> {
  await world.until(start);
  const open = await report(world, '厨房水管爆裂,水已经漫到客厅了');
  const { who: holder } = await workOrderOf(world, open);
  const full = looks.filter((at) => at.full);
  const pages = full.map(({ operation, path }) => [operation.startsWith('GET') ? `GET ${path}` : operation]);
  let stored = 1;
  for (const count of STORED) {
    storeOthers(world.tables, open, stored, count);
    stored = count;
    for (const [n, at] of full.entries()) {
      const { reads, rows } = await look(world, at, { requestId: open, holder });
      pages[n]?.push(`${reads} for ${rows} rows`);
    }
  }
  return table(['read units of a page, by open requests stored', ...STORED.map(grouped)], pages);
}

/** What a deployment costs while nothing happens. */
async function standingTable(world: World): Promise<string> {
  world.meter.reset();
  await world.idleMinute();
  const month = standingDollars(world.meter.usage, world.standing);
  const cells = Object.values(month).map((dollars) => dollars.toFixed(2));
  return table(
    ['$ per month, whatever happens', ...Object.keys(month), 'all'],
    [['', ...cells, sumOf(month).toFixed(2)]],
  );
}

function usageTable(all: readonly Measured[]): string {
  const head = [
    'life',
    'API requests',
    'transitions (timers)',
    'events',
    'write units',
    'read units',
    'calls of functions',
    'e-mails / SMS',
    'stored bytes',
  ];
  return table(
    head,
    all.map(({ life, usage, storedBytes }) => [
      life.name,
      usage.apiRequests,
      `${usage.transitions} (${usage.executions})`,
      usage.events,
      usage.writeUnits,
      usage.readUnits,
      callsOf(usage),
      `${usage.emails} / ${usage.textMessages}`,
      grouped(storedBytes),
    ]),
  );
}

function dollarTable(all: readonly Measured[]): string {
  const [first] = all;
  const parts = Object.keys(first?.dollars ?? {});
  return table(
    ['$ per 1,000 requests', ...parts, 'all'],
    all.map(({ life, dollars }) => [
      life.name,
      ...Object.values(dollars).map((part) => (part * THOUSAND).toFixed(3)),
      (sumOf(dollars) * THOUSAND).toFixed(3),
    ]),
  );
}

if (import.meta.main) console.log(await costTables());
