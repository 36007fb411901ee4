import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Caller, expectStatus } from '../../infra/local/callers.ts';
import { eachOf } from '../../infra/local/story/facts.ts';
import { clocksOf, enter, messagesOf, workOrdersOf } from '../../infra/local/story/stage.ts';
import { unreplayed } from '../replay/unreplayed.ts';
import { type Desk, type Life, lives } from './day-lives.ts';
import { deadLetters, inboxesOfStage } from './faults/inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './faults/journals.ts';

/**
 * A company's day in small: 300 requests of all kinds in two communities, by households and by the desk, done by who is
 * on duty, with a hand-over to the night shift in the middle. At its end every request is closed or explained, every
 * household was told what it should be and no more, and all lists add up.
 */

const stage = inject('stage');
const REQUESTS = 300;
const AT_ONCE = 10;
const COMMUNITIES = ['yunshan', 'trial'] as const;
const TRIAL_POST = 'trial.technicians';

/** Who lives where, in the demo company. */
const homes = [
  ['chen-xiao', 'trial-1-1-101'],
  ['wang-fang', 'yunshan-3-1-1201'],
  ['he-jun', 'yunshan-1-1-101'],
] as const;

interface Played {
  readonly id: string;
  readonly life: Life;
  readonly communityId: string;
  readonly hasHousehold: boolean;
  /** Reported after the hand-over. */
  readonly atNight: boolean;
}

describe('a day', () => {
  const played: Played[] = [];
  let manager: Caller;
  let agent: Caller;
  let deadBefore: Record<string, number>;
  let rosterBefore: { version: number; roster: object };

  beforeAll(async () => {
    const [boss, desk, supervisor, ...owners] = await Promise.all([
      enter(stage, 'zhou-lan'),
      enter(stage, 'wu-ting'),
      enter(stage, 'zhao-gang'),
      ...homes.map(([name]) => enter(stage, name)),
    ]);
    [manager, agent] = [boss, desk];
    deadBefore = await deadLetters(stage);
    rosterBefore = expectStatus(await manager.get(`/v1/posts/${TRIAL_POST}`), 200).body;
    const desks: Desk = { stage, agent, supervisor };
    const play = async (n: number, atNight: boolean): Promise<void> => {
      const life = lives[n % lives.length];
      if (!life) throw new Error(`no life ${n}`);
      // Every fourth is of somebody who has a phone.
      const home = n % 4 === 0 ? homes[(n / 4) % homes.length] : undefined;
      const premisesId = home?.[1] ?? premisesOf(n);
      const owner = owners[homes.findIndex(([, id]) => id === premisesId)];
      // What only staff can tell is told by staff: an answer on the spot. A home may report ten times an hour itself.
      const byOwner = owner !== undefined && n % 16 === 0 && life.answer === undefined;
      const body = { premisesId, description: life.description };
      const staffs = { ...body, channel: 'phone', category: life.category, answer: life.answer };
      const answer = byOwner ? await owner.post('/v1/requests', body) : await agent.post('/v1/requests', staffs);
      const { id } = expectStatus(answer, 201).body;
      const communityId = premisesId.split('-')[0] ?? '';
      played.push({ id, life, communityId, hasHousehold: home !== undefined, atNight });
      await life.live(id, desks);
    };
    const numbers = [...Array(REQUESTS).keys()];
    await onDuty('li-ming');
    await eachOf(numbers.slice(0, REQUESTS / 2), AT_ONCE, (n) => play(n, false));
    await onDuty('liu-yang');
    await eachOf(numbers.slice(REQUESTS / 2), AT_ONCE, (n) => play(n, true));
    await untilSettled(stage, await inboxesOfStage(stage));
  }, 420_000);

  afterAll(async () => {
    const { version } = (await manager.get(`/v1/posts/${TRIAL_POST}`)).body;
    expectStatus(await manager.put(`/v1/posts/${TRIAL_POST}/roster`, version, rosterBefore.roster), 200);
  });

  /** The trial community's technicians hand over. Rosters are remembered for two seconds. */
  async function onDuty(staffId: string): Promise<void> {
    const { version } = expectStatus(await manager.get(`/v1/posts/${TRIAL_POST}`), 200).body;
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const roster = { timeZone: 'Asia/Shanghai', shifts: [{ staffId, days, from: '00:00', to: '24:00' }] };
    expectStatus(await manager.put(`/v1/posts/${TRIAL_POST}/roster`, version, roster), 200);
    await sleep(2_500);
  }

  it('every request is closed, withdrawn or waits for a reason that its household knows', async () => {
    const ends = await eachOf(played, AT_ONCE, async ({ id }) => (await agent.get(`/v1/requests/${id}`)).body.status);
    expect(ends).toEqual(played.map(({ life }) => life.ends));
  });

  it('R154: after the hand-over the night shift has the work', async () => {
    const trial = played.filter(({ communityId, life }) => communityId === 'trial' && life.category === 'flooding');
    expect(trial.some(({ atNight }) => atNight) && trial.some(({ atNight }) => !atNight)).toBe(true);
    for (const { id, atNight } of trial) {
      const [order] = await workOrdersOf(agent, id);
      expect(order?.assigneeStaffId, id).toBe(atNight ? 'liu-yang' : 'li-ming');
    }
  });

  it('every household was told what it should be, each once; others nothing', async () => {
    for (const { id, life, hasHousehold } of played) {
      const told = (await messagesOf(agent, id)).map(({ template }) => template);
      const toOwner = told.filter((template) => template.startsWith('owner-')).toSorted();
      expect(toOwner, `${id} ${life.category}`).toEqual(hasHousehold ? life.told.toSorted() : []);
    }
  });

  it('the lists of requests add up', async () => {
    const month = new Date().toISOString().slice(0, 7);
    for (const communityId of COMMUNITIES) {
      const own = played.filter((one) => one.communityId === communityId);
      const open = await all(`/v1/requests?communityId=${communityId}&status=open`);
      const ended = await all(`/v1/requests?communityId=${communityId}&status=ended&month=${month}`);
      const ids = new Set(own.map(({ id }) => id));
      const among = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).filter((id) => ids.has(id));
      const waits = own.filter(({ life }) => life.ends === 'waiting').map(({ id }) => id);
      expect(among(open).toSorted()).toEqual(waits.toSorted());
      expect(among(ended).length).toBe(own.length - waits.length);
      expect(new Set([...among(open), ...among(ended)]).size).toBe(own.length);
    }
  });

  it('the lists of clocks and breaches are those of the requests', async () => {
    const clocks = (await eachOf(played, AT_ONCE, ({ id }) => clocksOf(agent, id))).flat();
    const ids = new Set(clocks.map(({ id }) => id));
    const listed = async (path: string) => {
      const rows = (await Promise.all(COMMUNITIES.map((one) => all(`${path}communityId=${one}`)))).flat();
      return rows
        .map((row) => String(row.id ?? row.clockId))
        .filter((id) => ids.has(id))
        .toSorted();
    };
    const having = (...statuses: string[]) =>
      clocks
        .filter(({ status }) => statuses.includes(status))
        .map(({ id }) => id)
        .toSorted();
    expect(await listed('/v1/clocks?status=running&')).toEqual(having('running', 'paused'));
    expect(await listed('/v1/breaches?')).toEqual(having('breached'));
    const waits = played.filter(({ life }) => life.ends === 'waiting').length;
    expect(having('paused').length).toBeGreaterThanOrEqual(waits);
  });

  it('no journal has a gap and nothing is dead', async () => {
    for (const service of ['intake', 'dispatch', 'sla'] as const)
      expect(brokenJournals(await rowsOf(stage, service)), service).toEqual([]);
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });

  it('every journal, replayed, gives the state that stands', async () => {
    for (const service of ['directory', 'intake', 'dispatch', 'sla', 'notification'] as const) {
      const { broken, replayed } = unreplayed(service, await rowsOf(stage, service));
      expect(broken, service).toEqual([]);
      expect(replayed, service).toBeGreaterThan(service === 'directory' ? 5 : REQUESTS / 2);
    }
  });

  /** Every page of a list. */
  async function all(path: string): Promise<{ id: string; clockId?: string }[]> {
    const rows: { id: string }[] = [];
    let cursor = '';
    do {
      const { body } = expectStatus(await agent.get(`${path}&limit=100${cursor}`), 200);
      rows.push(...body.items);
      cursor = body.next ? `&cursor=${encodeURIComponent(body.next)}` : '';
    } while (cursor);
    return rows;
  }
});

/** Flats without a household on record. */
const premisesOf = (n: number): string =>
  n % 3 === 0 ? `yunshan-${1 + (n % 2)}-2-${n % 2 ? '101' : '601'}` : `trial-${20 + n}-1-101`;
