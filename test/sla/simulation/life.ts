import { deadlineFrom } from '../../../services/sla/contract/deadline.ts';
import type { ClockKind } from '../../../services/sla/contract/ids.ts';
import type { PromisedClock } from '../../../services/sla/contract/policy.ts';
import type { Fact } from '../../../services/sla/domain/facts.ts';
import { FIRST_DAY, published } from './calendars.ts';
import type { Random } from './random.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const kinds: readonly ClockKind[] = ['ack', 'accept', 'arrival', 'answer', 'quote', 'resolve', 'feedback', 'close'];
/** Kinds whose limit may be the cap of an agreement. */
const byAgreement: readonly ClockKind[] = ['answer', 'resolve'];
const withLadder: readonly ClockKind[] = ['arrival', 'answer', 'quote', 'resolve', 'feedback'];

/** A life that might be: its facts, in no order. */
export interface Life {
  readonly receivedAt: number;
  readonly facts: readonly Fact[];
}

/**
 * One request's life. Its acts gather where verdicts turn: at deadlines, at each other, at openings and closings, a
 * millisecond before and after; and among them are those that the rules do not allow.
 */
export function randomLife(random: Random): Life {
  const receivedAt = FIRST_DAY + 2 * DAY + random.between(0, 12 * DAY);
  const near: number[] = [receivedAt];
  const facts: Fact[] = [];
  let ids = 0;
  const shape = (at: number) => {
    ids += 1;
    near.push(at);
    return { id: `e-${String(ids).padStart(3, '0')}`, at: iso(at) };
  };
  const clocks = (at: number) => {
    const promised = randomClocks(random, at);
    near.push(...promised.flatMap(({ due, start, markAt }) => [due, start, ...markAt].map((one) => Date.parse(one))));
    return promised;
  };
  /** An instant at which an act may turn a verdict. */
  const moment = (): number => {
    const by = random.weighted([
      [4, () => random.oneOf([-1, 0, 1])],
      [3, () => random.between(-3 * SECOND, 3 * SECOND)],
      [3, () => random.between(-20 * MINUTE, 20 * MINUTE)],
      [2, () => random.between(-4 * HOUR, 9 * HOUR)],
      [1, () => random.between(0, 4 * DAY)],
    ])();
    return Math.max(receivedAt, random.oneOf(near) + by);
  };
  /** Of another category; some rules are the same in both. */
  const otherClocks = (): PromisedClock[] => {
    const known = facts.flatMap((fact) =>
      fact.kind === 'received' || fact.kind === 'reclassified' ? fact.clocks : [],
    );
    const wanted = [...known.filter(() => random.happens(0.3)), ...clocks(receivedAt)];
    return wanted.filter(({ kind }, n) => wanted.findIndex((clock) => clock.kind === kind) === n);
  };
  const staffId = () => random.oneOf(['li-ming', 'zhang-qiang', 'zhou-lan']);
  const by = () => ({
    staffId: staffId(),
    roles: [random.oneOf(['agent', 'supervisor', 'manager', 'technician'] as const)],
  });

  const first = clocks(receivedAt);
  const acts: readonly (readonly [number, () => Fact[]])[] = [
    [
      6,
      () => {
        const kind = random.oneOf(['assigned', 'accepted', 'arrived'] as const);
        return [{ ...shape(moment()), kind, workOrderId: 'w-1', staffId: staffId() }];
      },
    ],
    [
      5,
      () => {
        const kind = random.oneOf([
          ...(['taken', 'answered', 'quoted', 'completed', 'resolved'] as const),
          ...(['feedback-given', 'called-back', 'closed'] as const),
        ]);
        return [{ ...shape(moment()), kind, staffId: random.happens(0.8) ? staffId() : null }];
      },
    ],
    [
      3,
      () => {
        const at = moment();
        const until = random.happens(0.9) ? at + random.between(SECOND, 2 * DAY) : moment();
        near.push(until);
        const clock = random.oneOf(byAgreement);
        return [{ ...shape(at), kind: 'agreed', clock, until: iso(until) }];
      },
    ],
    [
      5,
      () => {
        const at = moment();
        const pauseId = `p-${ids}`;
        const appointment = random.happens(0.7) ? at + random.between(-MINUTE, random.oneOf([HOUR, DAY])) : null;
        if (appointment) near.push(appointment);
        const maximum = random.oneOf(['PT15M', 'PT4H', 'P2D']);
        const reason = random.oneOf(['owner-absent', 'owner-postponed'] as const);
        const paused: Fact = {
          ...shape(at),
          ...{ kind: 'paused', pauseId, reason, appointment: appointment === null ? null : iso(appointment), maximum },
        };
        const resumed: Fact[] = random.happens(0.5) ? [{ ...shape(moment()), kind: 'resumed', pauseId }] : [];
        return [paused, ...resumed];
      },
    ],
    [
      2,
      () => {
        const waitingId = `w-${ids}`;
        const at = moment();
        const reason = random.oneOf(['parts', 'weather'] as const);
        const waiting: Fact = { ...shape(at), kind: 'waiting', waitingId, reason, textToOwner: '配件周四到' };
        const approvedAt = at + random.between(0, HOUR);
        const until = iso(approvedAt + random.between(-MINUTE, DAY));
        const approved: Fact = { ...shape(approvedAt), kind: 'waiting-approved', waitingId, until, by: by() };
        const ended: Fact = { ...shape(moment()), kind: 'resumed', pauseId: waitingId };
        return [waiting, approved, ended].filter(() => random.happens(0.8));
      },
    ],
    [
      2,
      () => {
        const at = random.happens(0.5) ? receivedAt + random.between(0, 20 * MINUTE) : moment();
        const direction = random.oneOf(['raised', 'lowered'] as const);
        const byAssignee = random.happens(0.2);
        const reason = random.oneOf(['请改为一般维修', ' ', null]);
        const fact: Fact = {
          ...shape(at),
          ...{ kind: 'reclassified', direction, by: by(), byAssignee, reason, clocks: otherClocks() },
        };
        return [fact];
      },
    ],
    [
      1,
      () => {
        const at = moment();
        return [{ ...shape(at), kind: 'reopened', staffId: random.oneOf([staffId(), null]), clocks: clocks(at) }];
      },
    ],
    [
      1,
      () => {
        const at = moment();
        const clock = promisedAt(random, 'callback', at);
        near.push(Date.parse(clock.due));
        return [{ ...shape(at), kind: 'promised', clocks: [clock] }];
      },
    ],
    [
      3,
      () => {
        const at = moment();
        const until = random.happens(0.8) ? moment() + random.between(0, random.oneOf([MINUTE, HOUR, DAY])) : moment();
        near.push(until);
        const [kind, n] = [
          random.oneOf(first).kind,
          random.weighted([
            [4, 1],
            [1, 2],
          ] as const),
        ];
        const given = { until: iso(until), reason: 'parts', note: null, staffId: staffId() } as const;
        return [{ ...shape(at), kind: 'extended', clockId: `r-1.${kind}.${n}`, ...given }];
      },
    ],
    [0.5, () => [{ ...shape(moment()), kind: 'cancelled' }]],
  ];

  const received: Fact = {
    ...shape(receivedAt),
    ...{ kind: 'received', requestId: 'r-1', number: 'BX0012', communityId: 'yunshan', buildingId: 'yunshan-3' },
    ...{ premisesId: 'yunshan-3-1-1201', place: '3栋1单元1201', categoryLabel: { zh: '水浸', en: 'Flooding' } },
    ...{ keyword: null, department: 'engineering', urgent: true, onBehalf: random.happens(0.1) },
    clocks: first,
  };
  facts.push(received);
  for (let n = random.between(0, 9); n > 0; n--) facts.push(...random.weighted(acts)());
  return { receivedAt, facts };
}

const iso = (instant: number): string => new Date(instant).toISOString();

function randomClocks(random: Random, at: number): PromisedClock[] {
  const own = kinds.filter(() => random.happens(0.4));
  return (['receipt', ...own] as const).map((kind) => promisedAt(random, kind, at));
}

function promisedAt(random: Random, kind: ClockKind, at: number): PromisedClock {
  if (kind === 'receipt') return promisedBy(kind, 'PT3S', '24x7', 1, [], false, at);
  const limit = random.weighted([
    [3, () => `PT${random.between(1, 90)}S`],
    [4, () => `PT${random.oneOf([3, 5, 10, 30])}M`],
    [2, () => `PT${random.between(1, 9)}H`],
    [1, () => `workday(${random.between(1, 3)})`],
    [byAgreement.includes(kind) ? 12 : 0, () => random.oneOf(['agreed(PT8H)', 'agreed(workday(2))'])],
  ])();
  const { calendarId, version } = random.oneOf(published);
  const marks = random.oneOf([[], [0.8], [0.5, 0.8]]);
  return promisedBy(kind, limit, calendarId, version, marks, withLadder.includes(kind) && random.happens(0.7), at);
}

function promisedBy(
  kind: ClockKind,
  limit: string,
  calendarId: string,
  calendarVersion: number,
  marks: number[],
  ladder: boolean,
  at: number,
): PromisedClock {
  const calendar = published.find((one) => one.calendarId === calendarId && one.version === calendarVersion)?.calendar;
  if (!calendar) throw new RangeError(`no calendar ${calendarId}`);
  const rule = { kind, limit, calendarId, marks, ladder };
  const source = { calendarVersion, policyId: 'repair.urgent', policyVersion: 1 };
  return { ...rule, ...source, ...deadlineFrom(rule, iso(at), calendar) };
}
