import { setTimeout as sleep } from 'node:timers/promises';
import { GRACE_MS } from '../../../services/sla/contract/grace.ts';
import { expectStatus } from '../callers.ts';
import { type HandedOver, handedOver } from '../handed-over.ts';
import { bareChainDelays } from './bare-chain.ts';
import { delaysOf, eachOf, type Facts, until } from './facts.ts';
import { clocksOf, enter, messagesOf, type ShownClock, type ShownMessage, type Stage } from './stage.ts';
import { TRIAL, trialStandard } from './trial-standard.ts';

const LIMIT_SECONDS = 20;
const AT_ONCE = 6;
/** What one report costs here until all its clocks run; the opening is put off accordingly. */
const MS_PER_REQUEST = 110;
/** What it takes until the first report: signing in, and the changed standard. */
const PREPARATION_MS = 12_000;

/**
 * Many clocks with one deadline: a calendar that opens at a coming full minute, and all reports made while it is
 * closed. Server time only. The policy it changes is put back at the end.
 * @param count requests, each in a building of its own
 */
export async function burst(stage: Stage, count: number, say: (line: string) => void): Promise<Facts> {
  const [manager, agent, supervisor] = await Promise.all(
    ['zhou-lan', 'wu-ting', 'zhao-gang'].map((who) => enter(stage, who)),
  );
  if (!manager || !agent || !supervisor) throw new Error('nobody signed in');
  const opening = new Date(Math.ceil((Date.now() + PREPARATION_MS + count * MS_PER_REQUEST) / 60_000) * 60_000);
  const due = new Date(opening.getTime() + LIMIT_SECONDS * 1000).toISOString();
  say(`${clock(opening)} 开始计时：${count} 个时限同时从这一刻起算，${clock(due)} 同时到期`);

  const standard = await trialStandard(manager, agent);
  try {
    await standard.limitArrival(LIMIT_SECONDS, opening);
    const reported = await eachOf(
      Array.from({ length: count }, (_, n) => n + 1),
      AT_ONCE,
      async (building) => {
        const answer = await agent.post('/v1/requests', {
          premisesId: `${TRIAL}-${building}-1-101`,
          description: '厨房水管爆裂',
          channel: 'phone',
        });
        if (building % 50 === 0) say(`已报事 ${building} 件`);
        const { id, number } = expectStatus(answer, 201).body;
        return { id: String(id), number: String(number) };
      },
    );
    if (Date.now() > opening.getTime())
      throw new Error('报事用时过长，已开始计时。 Reporting took too long: the calendar has opened.');
    say(`${reported.length} 件已报完，等待到期`);
    await sleep(new Date(due).getTime() + GRACE_MS - Date.now());
    await waitForAlarms(
      stage,
      reported.map(({ number }) => number),
      say,
    );
    const ids = reported.map(({ id }) => id);
    const told = await eachOf(ids, AT_ONCE, async (id) => (await messagesOf(supervisor, id)).filter(isBreachMessage));
    const breached = await eachOf(ids, AT_ONCE, async (id) =>
      (await clocksOf(supervisor, id)).filter(isBreachedArrival),
    );
    say('量裸链路（同样的总线、队列与函数，不做任何判断）');
    const chain = await bareChainDelays(stage, count);
    return factsOf({ count, breached: breached.flat(), told: told.flat(), due, chain });
  } finally {
    await standard.restore();
  }
}

const isBreachedArrival = ({ kind, status }: ShownClock): boolean => kind === 'arrival' && status === 'breached';
const isBreachMessage = ({ template, status }: ShownMessage): boolean => template === 'breach' && status === 'sent';

interface Seen {
  readonly count: number;
  readonly breached: readonly ShownClock[];
  readonly told: readonly ShownMessage[];
  readonly due: string;
  readonly chain: readonly number[];
}

function factsOf({ count, breached, told, due, chain }: Seen): Facts {
  const since = (instant: string | null): number => Date.parse(instant ?? '') - Date.parse(due);
  const recorded = breached.map(({ judgedAt }) => since(judgedAt));
  const accepted = told.map(({ acceptedAt }) => since(acceptedAt));
  return {
    requests: count,
    breaches: breached.length,
    early: [...recorded, ...accepted].filter((ms) => ms < 0).length + breached.filter((c) => c.due !== due).length,
    emails: told.filter(({ channel }) => channel === 'email').length,
    sms: told.filter(({ channel }) => channel === 'sms').length,
    graceMs: GRACE_MS,
    delayMs: delaysOf(recorded),
    messageDelayMs: delaysOf(accepted),
    chainMessageDelayMs: delaysOf(chain),
  };
}

/**
 * Watches the providers until they have an e-mail and an SMS of each request: looking at the product meanwhile would
 * slow down what is measured.
 */
async function waitForAlarms({ url }: Stage, numbers: readonly string[], say: (line: string) => void): Promise<void> {
  let seen = 0;
  await until(
    `${numbers.length} 件的邮件和短信`,
    180_000,
    async () => {
      const alarms = (await handedOver(url)).filter(({ text }) => text.includes('紧急超时'));
      const by = (wanted: HandedOver['channel']) =>
        new Set(alarms.flatMap(({ channel, text }) => (channel === wanted ? (/BX\d+/.exec(text) ?? []) : [])));
      const [mailed, texted] = [by('email'), by('sms')];
      const told = numbers.filter((number) => mailed.has(number) && texted.has(number)).length;
      if (told > seen) say(`已通知 ${told} 件`);
      seen = told;
      return told === numbers.length || undefined;
    },
    1000,
  );
}

const clock = (instant: Date | string): string =>
  new Date(instant).toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai' });
