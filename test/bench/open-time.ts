import { type Contender, contenders, type Due } from './open-time-peers.ts';
import { rates } from './rate.ts';
import { grouped, table } from './table.ts';

const names: readonly Contender[] = [
  'guanjia',
  'guanjia, calendar never seen',
  'dayjs-business-time',
  'moment-business-time',
];

type Question = readonly [start: number, minutes: number];

const FROM = Date.parse('2025-01-01T00:00:00+08:00');
const MINUTES_OF_TWO_YEARS = 729 * 24 * 60;
const QUESTIONS = 2000;
/** Ten years of eight hours on some 250 days, a little less: nothing is looked for further away. */
const TEN_YEARS_MINUTES = 9.7 * 250 * 8 * 60;

/** Deadlines of 4 to 40 working hours from instants of two years. The same in every run. */
function questions(seconds: boolean): Question[] {
  let seed = 20_261_125;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  return Array.from({ length: QUESTIONS }, () => [
    FROM + random(MINUTES_OF_TWO_YEARS) * 60_000 + (seconds ? 1 + random(59_999) : 0),
    240 + random(2161),
  ]);
}

/** How often a peer says something else, and by how much at most. */
function difference(ours: Due, peer: Due, asked: readonly Question[]): string {
  const off = asked.map(([start, minutes]) => Math.abs(peer(start, minutes) - ours(start, minutes)));
  const wrong = off.filter((ms) => ms > 0);
  return wrong.length === 0 ? 'none' : `${wrong.length} (up to ${span(Math.max(...wrong))})`;
}

function span(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Some questions at a time, so that looking at the clock does not count; goes on where it stopped. */
function asking(due: Due, asked: readonly Question[], atOnce = 20): () => number {
  let next = 0;
  return () => {
    for (let n = 0; n < atOnce; n++) {
      const [start, minutes] = asked[next] ?? [FROM, 240];
      due(start, minutes);
      next = (next + 1) % asked.length;
    }
    return atOnce;
  };
}

/** Deadlines per second, beside two libraries that answer the same questions. */
export function openTimeTable(timeZone: string): string {
  const all = contenders(timeZone);
  const [whole, odd] = [questions(false), questions(true)];
  const { guanjia: ours } = all;
  const speed = rates({
    guanjia: asking(ours, whole),
    'guanjia, calendar never seen': asking(all['guanjia, calendar never seen'], whole),
    'dayjs-business-time': asking(all['dayjs-business-time'], whole),
    'moment-business-time': asking(all['moment-business-time'], whole),
  });
  const fastestPeer = Math.max(speed['dayjs-business-time'], speed['moment-business-time']);
  const rows = names.map((name) => [
    name,
    grouped(speed[name]),
    `${(speed.guanjia / speed[name]).toFixed(0)} ×`,
    name === 'guanjia' ? '–' : difference(ours, all[name], whole),
    name === 'guanjia' ? '–' : difference(ours, all[name], odd),
  ]);
  const aim = `aim: 100 times the faster peer: ${speed.guanjia >= 100 * fastestPeer ? 'met' : 'missed'} (${(speed.guanjia / fastestPeer).toFixed(0)} ×)`;
  const head = ['', 'deadlines/s', 'ours is', 'other answers, whole minutes', 'other answers, with seconds'];
  return `${table(head, rows)}\n\n${aim}; ${QUESTIONS} questions`;
}

/** What a far deadline costs beside a near one. */
export function distanceTable(timeZone: string): string {
  const all = contenders(timeZone);
  const starts = questions(false).map(([start]) => start);
  const near = starts.map((start): Question => [start, 480]);
  const far = starts.map((start): Question => [start, TEN_YEARS_MINUTES]);
  const rows = (['guanjia', 'dayjs-business-time'] as const).map((name) => {
    const speed = rates({ near: asking(all[name], near), far: asking(all[name], far, name === 'guanjia' ? 20 : 1) });
    return [name, grouped(speed.near), grouped(speed.far), `${(speed.near / speed.far).toFixed(2)} ×`];
  });
  return table(['', 'tomorrow: deadlines/s', 'in ten years: deadlines/s', 'the far one costs'], rows);
}

if (import.meta.main) {
  console.log(openTimeTable('Asia/Shanghai'));
  console.log();
  console.log(distanceTable('Asia/Shanghai'));
}
