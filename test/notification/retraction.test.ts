import { beforeEach, describe, expect, it } from 'vitest';
import { Refused, TryLater } from '../../services/notification/channels/port.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellRetraction, tellRetractionByRule } from '../../services/notification/use-cases/tell-retraction.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { breachEvent, Crash, retractionByRuleEvent, retractionEvent, world } from './world.ts';

const { ports, sent, onDuty, rows, reset, pass, provide, interrupt, receive, sweep, messages } = world();
capturedLines();
beforeEach(reset);

const breach = () => receive(() => tellBreach(breachEvent(), ports));
const retraction = () => receive(() => tellRetraction(retractionEvent(), ports));

async function later(minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n++) {
    pass(60_000);
    await sweep();
  }
}

const isCorrection = ({ text }: { text: string }): boolean => text.includes('更正') || text.includes('作废');

/** What reached one person on one channel, in order. */
const heard = (channel: 'email' | 'sms') =>
  sent.filter((message) => message.channel === channel).map((one) => (isCorrection(one) ? 'correction' : 'breach'));

/** Whoever heard of the breach hears once, afterwards, that it is void; whoever did not hears nothing. */
function expectPeace(where: string): void {
  for (const channel of ['email', 'sms'] as const)
    expect([[], ['breach', 'correction']], `${where}: ${channel}`).toContainEqual(heard(channel));
  const open = messages().filter(({ status }) => status === 'queued' || status === 'sending');
  expect(open, where).toEqual([]);
  const owed = [...rows.values()].filter(({ sk, todoAt }) => todoAt && !String(sk).startsWith('event#'));
  expect(owed, where).toEqual([]);
}

/** How many points `first` passes when nothing interrupts it. */
async function pointsOf(first: () => Promise<void>): Promise<number> {
  let points = 0;
  interrupt(() => void points++);
  await first();
  reset();
  return points;
}

/** Runs `second` as a whole while `first` stands at its n-th point. */
async function runWithin(first: () => Promise<void>, n: number, second: () => Promise<void>): Promise<void> {
  let passed = 0;
  interrupt(async () => {
    if (++passed !== n) return;
    interrupt(() => undefined);
    await second();
  });
  await first();
}

/** Runs `second` as a whole when `first` comes to a point for the first time. */
async function runAt(point: string, first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  interrupt(async (at) => {
    if (at !== point) return;
    interrupt(() => undefined);
    await second();
  });
  await first();
}

describe('a retraction', () => {
  it('goes to those told, on the same channels, with the same copies', async () => {
    onDuty.set('engineering', ['zhao-gang', 'zhou-lan']);
    await breach();
    sent.length = 0;
    await retraction();
    expect(sent.map(({ channel, to }) => [channel, to]).toSorted()).toEqual([
      ['email', 'zhao-gang@example.com'],
      ['email', 'zhou-lan@example.com'],
      ['sms', '+8613800138006'],
      ['sms', '+8613800138010'],
    ]);
    expect(sent.find(({ to }) => to === 'zhao-gang@example.com')).toMatchObject({
      copies: ['chen-jing@example.com'],
      subject: '【云杉物业】更正：云杉花园3栋1单元1201水管爆裂未超时（BX0012）',
    });
    expect(sent.find(({ to }) => to === '+8613800138006')).toMatchObject({
      text: '【云杉物业】更正：单号BX0012，李明已于10:09到场，未超时，此前的超时提醒作废。',
    });
  });

  it('goes to those told, although others are on duty by then', async () => {
    await breach();
    onDuty.set('engineering', ['zhou-lan']);
    await retraction();
    expect(heard('sms')).toEqual(['breach', 'correction']);
    expect(new Set(sent.map(({ to }) => to))).toEqual(new Set(['zhao-gang@example.com', '+8613800138006']));
  });

  it('that overtakes its breach keeps it from being told at all', async () => {
    await retraction();
    await breach();
    await receive(() => tellBreach(breachEvent({ escalationId: 'level-2', level: 2 }), ports));
    await breach();
    await later(2);
    expect(sent).toEqual([]);
    expectPeace('overtaken');
  });

  it('leaves the record of its event, as every reaction does', async () => {
    await breach();
    await retraction();
    const inbox = [breachEvent(), retractionEvent()].map(({ id }) => `inbox#notification#${id}`);
    expect([...rows.values()].map(({ pk }) => pk)).toEqual(expect.arrayContaining(inbox));
  });

  it('is told once, however often its event comes', async () => {
    await breach();
    await retraction();
    await retraction();
    await Promise.all([retraction(), retraction()]);
    expect(heard('sms')).toEqual(['breach', 'correction']);
    expect(heard('email')).toEqual(['breach', 'correction']);
  });

  it('drops what still waits, and says nothing to whom nothing was said', async () => {
    provide(({ channel }) => {
      if (channel === 'sms') throw new TryLater('ThrottledException', false);
    });
    await expect(breach()).rejects.toThrow('1 put off');
    provide(() => undefined);
    await retraction();
    await breach();
    await later(3);
    expect(heard('sms')).toEqual([]);
    expect(heard('email')).toEqual(['breach', 'correction']);
    expect(messages().find(({ channel }) => channel === 'sms')).toMatchObject({ status: 'dropped' });
    expectPeace('put off');
  });

  it('also goes to whom an earlier try may have reached', async () => {
    provide(({ channel }) => {
      if (channel === 'sms') throw new TryLater('ECONNRESET', true);
    });
    await expect(breach()).rejects.toThrow('1 put off');
    provide(() => undefined);
    await retraction();
    expect(heard('sms')).toEqual(['correction']);
  });

  it('does not go to whom the provider surely refused', async () => {
    provide(({ channel }) => {
      if (channel === 'email') throw new Refused('MessageRejected');
    });
    await breach();
    provide(() => undefined);
    await retraction();
    expect(heard('email')).toEqual([]);
    expect(heard('sms')).toEqual(['breach', 'correction']);
  });

  it('that comes while a message is being put off lets it be dropped, not tried again', async () => {
    provide(() => {
      throw new TryLater('ThrottledException', false);
    });
    await runAt('before accept', breach, retraction);
    provide(() => undefined);
    await later(3);
    expect(sent).toEqual([]);
    expect(messages()).toMatchObject([{ status: 'dropped' }, { status: 'dropped' }]);
    expectPeace('put off');
  });

  it('that finds a message with a lost outcome ends its tries, and corrects it, since it may have arrived', async () => {
    interrupt((at) => {
      if (at === 'before accept') throw new Crash();
    });
    await expect(breach()).rejects.toThrow(Crash);
    interrupt(() => undefined);
    await retraction();
    await later(2);
    expect(heard('sms')).toEqual(['correction']);
    expect(messages().filter(({ content }) => content.template === 'breach')).toMatchObject([
      { status: 'unknown', attempts: 1 },
      { status: 'unknown', attempts: 1 },
    ]);
  });

  it('corrects once whom two levels have told', async () => {
    await breach();
    await receive(() => tellBreach(breachEvent({ escalationId: 'level-2', level: 2 }), ports));
    await retraction();
    expect(heard('sms')).toEqual(['breach', 'breach', 'correction']);
  });

  it('is asked for again when a channel puts it off', async () => {
    await breach();
    provide(() => {
      throw new TryLater('ThrottledException', false);
    });
    await expect(retraction()).rejects.toThrow('2 put off');
    provide(() => undefined);
    pass(5_000);
    await retraction();
    expect(heard('sms')).toEqual(['breach', 'correction']);
  });
});

describe('a retraction by a rule', () => {
  const byRule = (data: Parameters<typeof retractionByRuleEvent>[0] = {}) =>
    receive(() => tellRetractionByRule(retractionByRuleEvent(data), ports));

  it.each([
    [{}, '更正：单号BX0012，计时在到期前已暂停，此前的超时提醒作废，现应10:40:30前到场。'],
    [
      { because: 'moved', newDue: '2026-11-27T02:00:00.000Z' },
      '更正：单号BX0012，时限在到期前已变更，此前的超时提醒作废，现应11月27日10:00前到场。',
    ],
    [{ because: 'cancelled', newDue: null }, '更正：单号BX0012，该时限在到期前已取消，此前的超时提醒作废。'],
    [
      { stoppedAt: '2026-11-26T02:35:00.000Z', stoppedByStaffId: 'li-ming' },
      '更正：单号BX0012，计时在到期前已暂停，此前的超时提醒作废，现应10:40:30前到场，李明已于10:35到场。',
    ],
  ] as const)('says why, and what holds now: %o', async (data, text) => {
    await breach();
    await byRule(data);
    expect(sent.filter(({ channel }) => channel === 'sms').at(-1)).toMatchObject({ text: `【云杉物业】${text}` });
    expect(heard('email')).toEqual(['breach', 'correction']);
  });

  it('that overtakes its breach keeps it from being told', async () => {
    await byRule();
    await breach();
    expect(sent).toEqual([]);
    expectPeace('overtaken');
  });
});

describe('a clock that is breached anew after a retraction', () => {
  const anew = (generation = 2) =>
    receive(() => tellBreach(breachEvent({ escalationId: `${generation}`, generation }), ports));
  const byRule = () => receive(() => tellRetractionByRule(retractionByRuleEvent(), ports));

  it('is told again, and only the new breach is taken back by the next retraction', async () => {
    await breach();
    await byRule();
    await anew();
    expect(heard('sms')).toEqual(['breach', 'correction', 'breach']);
    await receive(() => tellRetraction(retractionEvent(2), ports));
    expect(heard('sms')).toEqual(['breach', 'correction', 'breach', 'correction']);
    expect(heard('email')).toEqual(['breach', 'correction', 'breach', 'correction']);
  });

  it('is told in whatever order the news of both breaches comes', async () => {
    await anew();
    await byRule();
    await breach();
    await byRule();
    await anew();
    await later(3);
    expect(heard('sms')).toEqual(['breach']);
    expect(messages().every(({ generation }) => generation === 2)).toBe(true);
  });

  it('keeps the peace of each breach: overtaken is overtaken for that one alone', async () => {
    await receive(() => tellRetraction(retractionEvent(2), ports));
    await breach();
    await anew();
    expect(heard('sms')).toEqual(['breach']);
    await byRule();
    expect(heard('sms')).toEqual(['breach', 'correction']);
    expectPeace('both');
  });
});

describe('breach and retraction side by side', () => {
  it('keep the peace when the retraction comes at any point of the breach', async () => {
    const points = await pointsOf(breach);
    expect(points).toBeGreaterThan(12);
    for (let n = 1; n <= points; n++) {
      reset();
      await runWithin(breach, n, retraction);
      await later(3);
      expectPeace(`point ${n}`);
    }
  });

  it('keep the peace when the breach comes at any point of the retraction', async () => {
    const points = await pointsOf(retraction);
    expect(points).toBeGreaterThan(0);
    for (let n = 1; n <= points; n++) {
      reset();
      await runWithin(retraction, n, breach);
      await later(3);
      expectPeace(`point ${n}`);
    }
  });

  it('need no sweep when no process ends: the sender itself corrects what was taken back meanwhile', async () => {
    const points = await pointsOf(breach);
    for (let n = 1; n <= points; n++) {
      reset();
      await runWithin(breach, n, retraction);
      for (const channel of ['email', 'sms'] as const)
        if (heard(channel).length > 0) expect(heard(channel), `point ${n}`).toEqual(['breach', 'correction']);
    }
  });

  it('keep the peace when the sender ends after it was overtaken, without its event ever coming again', async () => {
    const points = await pointsOf(breach);
    for (let n = 1; n <= points; n++)
      for (let last = n + 1; last <= points; last++) {
        reset();
        let passed = 0;
        let overtaking = false;
        interrupt(async () => {
          if (overtaking) return;
          passed++;
          overtaking = true;
          if (passed === n) await retraction();
          overtaking = false;
          if (passed >= last) throw new Crash();
        });
        await breach().catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        interrupt(() => undefined);
        await later(4);
        expectPeaceAfterCrash(`overtaken at ${n}, ended at ${last}`);
      }
  });

  it('keep the peace when either process ends at any point', async () => {
    const points = await pointsOf(breach);
    for (let n = 1; n <= points; n++)
      for (let m = 1; m <= 12; m++) {
        reset();
        await crash(breach, n);
        await crash(retraction, m);
        // Each event comes again, in either order, and the sweeps run.
        await (m % 2 ? retraction() : breach());
        await later(3);
        await (m % 2 ? breach() : retraction());
        await later(3);
        expectPeaceAfterCrash(`breach ended at ${n}, retraction at ${m}`);
      }
  });
});

/** The process ends at its n-th point; nothing of what would come next happens. */
async function crash(process: () => Promise<void>, n: number): Promise<void> {
  let passed = 0;
  interrupt(() => {
    if (++passed >= n) throw new Crash();
  });
  await process().catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  interrupt(() => undefined);
}

/** Where an outcome was lost a correction may come twice, marked, and to whom only may have been told. */
function expectPeaceAfterCrash(where: string): void {
  for (const channel of ['email', 'sms'] as const) {
    const news = heard(channel);
    if (news.includes('breach')) expect(news.at(-1), `${where}: ${channel} ${news}`).toBe('correction');
    for (const template of ['breach', 'breach-retracted'] as const) {
      const message = messages().find((one) => one.channel === channel && one.content.template === template);
      const times = news.filter((one) => one === (template === 'breach' ? 'breach' : 'correction')).length;
      expect(times, `${where}: ${channel} ${news}`).toBeLessThanOrEqual(message ? (message.uncertain ? 2 : 1) : 0);
    }
  }
  expect(
    messages().filter(({ status }) => status === 'queued' || status === 'sending'),
    where,
  ).toEqual([]);
}
