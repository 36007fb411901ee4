import { describe, expect, it } from 'vitest';
import { extended, fact, paused, reclassified, requestOf, standing, Told } from './life-of.ts';
import { later, promised, RECEIVED_AT } from './samples.ts';

const HOUR = 3_600_000;
const at = (hours: number) => later(RECEIVED_AT, hours * HOUR);
const RESOLVE = 'r-1.resolve.1';
const request = requestOf('repair.simple');
/** Half a day from 10:00 in Shanghai. */
const DUE = at(4);
const NOW = at(4.5);

describe('an extension', () => {
  it('R055: counts at the very deadline, and a millisecond later no more', () => {
    expect(standing('resolve', [request, extended(DUE, RESOLVE, at(6))], NOW)).toMatchObject({ due: at(6) });
    expect(standing('resolve', [request, extended(later(DUE, 1), RESOLVE, at(6))], NOW)).toMatchObject({
      due: DUE,
      status: 'breached',
    });
  });

  it('R055: never shortens; the last one that is later counts', () => {
    const [first, shorter, longer] = [
      [1, 6],
      [2, 5],
      [3, 7],
    ].map(([when, until]) => extended(at(when ?? 0), RESOLVE, at(until ?? 0)));
    if (!first || !shorter || !longer) throw new Error();
    expect(standing('resolve', [request, extended(at(1), RESOLVE, at(3))], NOW).due).toBe(DUE);
    expect(standing('resolve', [request, first, shorter], NOW).due).toBe(at(6));
    expect(standing('resolve', [longer, shorter, first, request], NOW).due).toBe(at(7));
  });

  it('R055: may follow on another one beyond the first deadline', () => {
    const facts = [request, extended(at(3), RESOLVE, at(6)), extended(at(5), RESOLVE, at(7))];
    expect(standing('resolve', facts, at(5))).toMatchObject({ due: at(7), promised: { due: DUE } });
  });

  it('is moved by a pause that begins afterwards, not by one before it', () => {
    const before = paused(at(1), { appointment: at(2) });
    const after = paused(at(3), { pauseId: 'p-2', appointment: at(4) });
    expect(standing('resolve', [request, before], NOW).due).toBe(at(5));
    expect(standing('resolve', [request, before, extended(at(1.5), RESOLVE, at(7))], NOW).due).toBe(at(7));
    expect(standing('resolve', [request, before, after, extended(at(1.5), RESOLVE, at(7))], NOW).due).toBe(at(8));
  });

  it('R044: takes the place of what was agreed before; what is agreed afterwards takes its', () => {
    const other = requestOf('repair.other');
    const agreed = (when: string, until: string) => fact('agreed', when, { clock: 'resolve', until });
    const longer = extended(at(2), RESOLVE, at(7));
    expect(standing('resolve', [other, agreed(at(1), at(5)), longer], NOW)).toMatchObject({
      ...{ due: at(7), agreedUntil: null, extendedUntil: at(7) },
    });
    const before = [other, agreed(at(1), at(5)), longer];
    for (const until of [at(6), at(8)])
      expect(standing('resolve', [...before, agreed(at(3), until)], NOW)).toMatchObject({
        due: until,
        agreedUntil: until,
      });
    const [cap, beyond] = [later(standing('resolve', [other], NOW).due, HOUR), at(24 * 20)];
    const extendedCap = [...before, extended(at(2.5), RESOLVE, cap), agreed(at(3), beyond)];
    expect(standing('resolve', extendedCap, NOW)).toMatchObject({ due: cap, agreedUntil: null, extendedUntil: cap });
  });

  it('F-18: is not inherited by the clock of another category', () => {
    const raised = reclassified('raised', at(1), promised('complaint.attitude.serious'));
    const facts = [request, extended(at(0.5), RESOLVE, at(7)), raised];
    expect(standing('resolve', facts, NOW)).toMatchObject({ clockId: 'r-1.resolve.2', due: at(48) });
    // Nor does one count for a clock before it was given, or after it was replaced.
    expect(standing('resolve', [...facts, extended(at(0.5), 'r-1.resolve.2', at(60))], NOW).due).toBe(at(48));
  });

  it('R055: takes a breach back when its news comes late, and tells so', () => {
    const told = new Told()
      .news(request, RECEIVED_AT)
      .look(NOW, 'sweep')
      .news(extended(at(3), RESOLVE, at(7)), at(5));
    expect(told.story(RESOLVE).slice(-3)).toEqual(['breached', 'breach-retracted', 'moved']);
    expect(told.state(RESOLVE)).toMatchObject({ status: 'running', due: at(7), extendedUntil: at(7) });
    // News of a pause before it that had moved the deadline further leaves nothing of it.
    told.news(paused(at(2), { appointment: at(6) }), at(5));
    expect(told.state(RESOLVE)).toMatchObject({ status: 'paused', due: at(8) });
    expect(told.state(RESOLVE)).not.toHaveProperty('extendedUntil');
  });
});
