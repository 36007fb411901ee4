import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { tellingSettings } from '../../services/notification/domain/settings.ts';
import { tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import { tellAssignee, tellCancelled, tellRefused } from '../../services/notification/use-cases/tell-staff.ts';
import { tellWarning } from '../../services/notification/use-cases/tell-warning.ts';
import { voidEarlierWarnings, voidWarning } from '../../services/notification/use-cases/void-warning.ts';
import type { ClockKind } from '../../services/sla/contract/ids.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { assignedEvent, envelope, job, preferred, REQUEST, receivedEvent, world } from './world.ts';

const { ports, sent, onDuty, rows, reset, at, receive, sweep, messages } = world();
capturedLines();

/** Two minutes before the arrival is due. */
const MARK = '2026-11-26T02:08:00.000Z';
const DUE = '2026-11-26T02:10:00.000Z';

beforeEach(() => {
  reset();
  at(MARK);
});

interface Warned {
  readonly kind?: ClockKind;
  readonly due?: string;
  readonly generation?: number;
  readonly version?: number;
}

function clock({ kind = 'arrival', due = DUE, generation = 1, version = 2 * generation }: Warned = {}) {
  const clockId = `${REQUEST}.${kind}.1`;
  return envelope(
    'clock',
    clockId,
    { clockId, requestId: REQUEST, kind, due, generation, share: 0.8, markAt: MARK },
    version,
  );
}

const known = (data: Parameters<typeof receivedEvent>[0] = {}) =>
  receive(() => tellReceived(receivedEvent(data), ports));
const assigned = (staffId = 'li-ming', version = 2, urgent = true) =>
  receive(() =>
    tellAssignee(
      { ...envelope('work-order', 'w1', assignedEvent({ assigneeStaffId: staffId, urgent }).data, version) },
      ports,
    ),
  );
const warned = (which?: Warned) => receive(() => tellWarning(clock(which), ports));
const ended = (which?: Warned) => receive(() => voidWarning(clock({ version: 9, ...which }), ports));
const moved = (which?: Warned) => receive(() => voidEarlierWarnings(clock({ version: 9, ...which }), ports));

const warnings = () => messages().filter(({ content }) => content.template === 'warning');
const told = () => sent.filter(({ text }) => text.includes('时限提醒')).map(({ to, text }) => [to, text]);

describe('before a deadline', () => {
  it('R042: whoever has the work hears by SMS what is due, and how soon', async () => {
    await known();
    await assigned();
    await warned();
    await warned();
    expect(told()).toEqual([
      ['+8613800138003', '【云杉物业】时限提醒：云杉花园3栋1单元1201水管爆裂，应10:10前到场，还剩2分钟。单号BX0012'],
    ]);
  });

  it('the supervisor on duty of the department hears where the work is nobody’s; the manager where nobody is', async () => {
    await known();
    await warned();
    expect(told()).toEqual([
      [
        '+8613800138006',
        '【云杉物业】时限提醒：云杉花园3栋1单元1201水管爆裂，应10:10前到场，尚无人负责，还剩2分钟。单号BX0012',
      ],
    ]);
    onDuty.set('engineering', []);
    await warned({ generation: 2 });
    expect(told().at(-1)?.[0]).toBe('+8613800138010');
  });

  it('whoever has given the work back, or was told not to go, has it no more', async () => {
    await known();
    await assigned();
    const back = { ...job, staffId: 'li-ming', at: MARK, refusals: 2, reason: 'no-skill' };
    await receive(() => tellRefused(envelope('work-order', 'w1', back, 3), ports));
    await warned();
    expect(told().map(([to]) => to)).toEqual(['+8613800138006']);
    await assigned('liu-yang', 4);
    // Old news of the first does not give it back to them.
    await assigned('li-ming', 2);
    await warned({ generation: 2 });
    expect(told().at(-1)?.[0]).toBe('+8613800138004');
    const gone = { ...job, assigneeStaffId: 'liu-yang', at: MARK };
    await receive(() => tellCancelled(envelope('work-order', 'w1', gone, 5), ports));
    await warned({ generation: 3 });
    expect(told().at(-1)?.[0]).toBe('+8613800138006');
  });

  it('whoever has given it back for the first time has it no more either', async () => {
    await known();
    await assigned();
    const back = { ...job, staffId: 'li-ming', at: MARK, refusals: 1, reason: 'no-skill' };
    await receive(() => tellRefused(envelope('work-order', 'w1', back, 3), ports));
    await receive(() => tellRefused(envelope('work-order', 'w1', back, 3), ports));
    await warned();
    expect(told()).toEqual([['+8613800138006', expect.stringContaining('尚无人负责')]]);
  });

  it.each([
    ['answer', '应10:10前答复，尚未答复，还剩2分钟'],
    ['feedback', '应10:10前反馈结果，尚未反馈，还剩2分钟'],
  ] as const)('R049 R056: the desk’s own %s is told to the supervisor, whoever has the work', async (kind, words) => {
    await known({ urgent: true, department: 'customer-service' });
    await assigned();
    await warned({ kind });
    expect(told()).toEqual([['+8613800138008', expect.stringContaining(words)]]);
  });

  it('is in English for those who want it', async () => {
    preferred(rows, 'li-ming', { language: 'en' });
    await known();
    await assigned();
    await warned();
    expect(sent.at(-1)?.text).toBe(
      '[云杉物业] Due soon: Flooding at 云杉花园 3栋1单元1201. Arrival due 10:10, 2 min left. No. BX0012',
    );
  });

  it('waits for the request that names place and department', async () => {
    await expect(warned()).rejects.toThrow('nothing has been heard');
    await known();
    await warned();
    expect(told()).toHaveLength(1);
  });
});

describe('nothing is said', () => {
  beforeEach(async () => {
    await known();
    await assigned();
  });

  it('twice of one generation of a clock; a later one may warn again', async () => {
    await warned();
    await warned({ version: 3 });
    expect(told()).toHaveLength(1);
    await warned({ generation: 2, version: 6 });
    expect(told()).toHaveLength(2);
  });

  it('of a clock that has been stopped or taken away, in whatever order the news comes', async () => {
    await ended();
    await warned();
    expect(warnings()).toEqual([]);
  });

  it('of a clock that stands still or has another deadline, until its own mark passes', async () => {
    await moved({ generation: 2 });
    await warned({ generation: 1 });
    expect(warnings()).toEqual([]);
    await warned({ generation: 2 });
    expect(told()).toHaveLength(1);
    // Old news of the move takes nothing back.
    await moved({ generation: 2 });
    expect(warnings()).toMatchObject([{ status: 'sent' }]);
  });

  it('after the deadline itself: then the alarm speaks', async () => {
    at(DUE);
    await warned();
    expect(warnings()).toEqual([]);
  });
});

describe('what is not urgent', () => {
  const NIGHT = '2026-11-26T15:00:00.000Z';
  const MORNING = '2026-11-27T00:00:00.000Z';
  const resolve = { kind: 'resolve', due: '2026-11-27T02:00:00.000Z' } as const;

  beforeEach(async () => {
    await known({ urgent: false });
    await assigned('li-ming', 2, false);
    at(NIGHT);
  });

  it('waits for the morning', async () => {
    await warned(resolve);
    expect(warnings()).toMatchObject([{ status: 'queued', nextTryAt: MORNING }]);
    at(MORNING);
    await sweep();
    expect(told()).toMatchObject([[expect.anything(), expect.stringContaining('应10:00前完成，还剩2小时')]]);
  });

  it.each([
    ['done meanwhile', ended, {}],
    ['put off meanwhile', moved, { generation: 2 }],
  ])('is dropped when the work has been %s', async (_, over, which) => {
    await warned(resolve);
    await over({ ...resolve, ...which });
    at(MORNING);
    await sweep();
    expect(warnings()).toMatchObject([{ status: 'dropped' }]);
    expect(told()).toEqual([]);
  });

  it('is on record only where the morning would be too late', async () => {
    await warned({ ...resolve, due: MORNING });
    expect(warnings()).toMatchObject([{ status: 'withheld', reason: 'quiet-hours' }]);
  });

  it('is on record only beyond some a day; the next day begins anew', async () => {
    at('2026-11-26T03:00:00.000Z');
    const all = Array.from({ length: tellingSettings.warningsPerDay + 1 }, (_, n) => n + 1);
    for (const generation of all) await warned({ ...resolve, generation });
    expect(told()).toHaveLength(tellingSettings.warningsPerDay);
    expect(warnings().at(-1)).toMatchObject({ status: 'withheld', reason: 'budget' });
    at('2026-11-27T01:00:00.000Z');
    await warned({ ...resolve, generation: all.length + 1 });
    expect(told()).toHaveLength(tellingSettings.warningsPerDay + 1);
  });
});

it('whatever the order in which the news of a clock come, what still may be said is said once, and nothing else waits', async () => {
  const generation = fc.integer({ min: 1, max: 4 });
  const news = fc.oneof(
    fc.record({ what: fc.constant('warned' as const), generation }),
    fc.record({ what: fc.constant('ended' as const), generation }),
    fc.record({ what: fc.constant('moved' as const), generation }),
  );
  const resolve = { kind: 'resolve', due: '2026-11-27T02:00:00.000Z' } as const;
  await fc.assert(
    fc.asyncProperty(fc.array(news, { minLength: 1, maxLength: 8 }), async (all) => {
      reset();
      await known({ urgent: false });
      at('2026-11-26T15:00:00.000Z');
      const tell = { warned, ended, moved };
      for (const [n, one] of all.entries())
        await tell[one.what]({ ...resolve, generation: one.generation, version: n + 1 });
      const validFrom = Math.max(
        1,
        ...all.map(({ what, generation }) => (what === 'warned' ? 1 : generation + Number(what === 'ended'))),
      );
      const last = Math.max(0, ...all.flatMap((one) => (one.what === 'warned' ? one.generation : [])));
      const waiting = warnings().filter(({ status }) => status === 'queued');
      for (const message of waiting) expect(message.generation).toBeGreaterThanOrEqual(validFrom);
      expect(waiting.filter((message) => message.generation === last)).toHaveLength(last >= validFrom ? 1 : 0);
    }),
    { numRuns: 100 },
  );
});
