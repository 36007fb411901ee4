import { type Caller, expectStatus } from '../callers.ts';
import { until } from './facts.ts';

/** The community for trying things out. */
export const TRIAL = 'trial';
const POLICY = `repair.urgent@${TRIAL}`;
const CALENDAR = 'story';

/** The trial community's limit for an arrival, as the manager changes it for a while. */
export interface TrialStandard {
  /**
   * From now on a report is promised an arrival within so many seconds.
   * @param opening when the time begins to count, a full minute; absent: at once
   * @param marks shares of the time at which somebody is warned; none unless told
   */
  limitArrival(seconds: number, opening?: Date, marks?: readonly number[]): Promise<void>;
  /** Puts the policy back as it was. */
  restore(): Promise<void>;
}

/**
 * Takes hold of the trial community's policy, over HTTP like any manager.
 * @param agent asks what is promised: a setting reaches intake by an event, and until then it promises by the old one
 */
export async function trialStandard(manager: Caller, agent: Caller): Promise<TrialStandard> {
  const { version, ...before } = expectStatus(await manager.get(`/v1/policies/${POLICY}`), 200).body;
  let current: number = version;
  const put = async (policy: object) => {
    current = expectStatus(await manager.put(`/v1/policies/${POLICY}`, current, policy), 200).body.version;
  };
  return {
    limitArrival: async (seconds, opening, marks = []) => {
      if (opening) await openAt(manager, opening);
      const calendarId = opening ? CALENDAR : '24x7';
      const arrival = { kind: 'arrival', limit: `PT${seconds}S`, calendarId, marks, ladder: true };
      await put({ ...before, clocks: [arrival] });
      await promised(agent, seconds, opening);
    },
    restore: () => put(before),
  };
}

/** Saves a calendar that is closed until this minute. */
async function openAt(manager: Caller, opening: Date): Promise<void> {
  const calendar = await manager.get(`/v1/calendars/${CALENDAR}`);
  const day = [{ open: '00:00', close: '24:00' }];
  const { date, time } = minuteInShanghai(opening);
  expectStatus(
    await manager.put(`/v1/calendars/${CALENDAR}`, calendar.status === 404 ? 0 : calendar.body.version, {
      id: CALENDAR,
      timeZone: 'Asia/Shanghai',
      weekly: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day },
      dates:
        time === '00:00'
          ? { [minuteInShanghai(new Date(opening.getTime() - 1)).date]: [] }
          : { [date]: [{ open: time, close: '24:00' }] },
    }),
    200,
  );
}

async function promised(agent: Caller, seconds: number, opening: Date | undefined): Promise<void> {
  await until('新时限生效', 60_000, async () => {
    const asked = Date.now();
    const { body } = await agent.get(`/v1/promises?premisesId=${TRIAL}-1-1-101&category=flooding`);
    const deadlines: { kind: string; due: string }[] = body.deadlines ?? [];
    const start = Date.parse(deadlines.find(({ kind }) => kind === 'arrival')?.due ?? '') - seconds * 1000;
    return (opening ? start === opening.getTime() : start >= asked && start <= Date.now()) || undefined;
  });
}

function minuteInShanghai(instant: Date): { date: string; time: string } {
  const [date = '', time = ''] = instant.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).split(' ');
  return { date, time: time.slice(0, 5) };
}
