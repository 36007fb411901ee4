/** A small slip in the product, of the kind that reviews miss: in one file a text stands in another's place. */
export interface Fault {
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const domain = 'services/sla/domain';
const useCases = 'services/sla/use-cases';

export const faults: readonly Fault[] = [
  {
    what: 'R042: an act at the very deadline counts as late',
    file: `${domain}/verdict.ts`,
    find: 'stop.at <= due',
    put: 'stop.at < due',
  },
  {
    what: 'the timer wakes up at the second before, not after: rounding down',
    file: 'shared/timer/timer-input.ts',
    find: 'Math.ceil((Date.parse(instant)',
    put: 'Math.floor((Date.parse(instant)',
  },
  {
    what: 'no grace for news on its way',
    file: `${domain}/timer-steps.ts`,
    find: 'graceMs: GRACE_MS',
    put: 'graceMs: NO_GRACE_MS',
  },
  {
    what: 'the order of arrival decides: a fact older than another one that is known is dropped',
    file: `${useCases}/take-fact.ts`,
    find: 'id === fact.id)',
    put: 'id === fact.id) || partition.facts.some(({ at }) => at > fact.at)',
  },
  {
    what: 'two consumers side by side miss each other: the head is not guarded',
    file: `${useCases}/take-fact.ts`,
    find: 'also: [head]',
    put: 'also: []',
  },
  {
    what: 'the generation is ignored: it never rises',
    file: `${domain}/changes.ts`,
    find: 'renewed ? generation + 1 : generation',
    put: 'generation',
  },
  {
    what: 'a clock with another deadline gets no other timer',
    file: `${useCases}/take-fact.ts`,
    find: 'return [...changes, ...left]',
    put: 'return [...changes.filter(({ state }) => state.generation === 1), ...left]',
  },
  {
    what: 'a clock that its timer breaches stays in the list of the running ones',
    file: `${domain}/timer-steps.ts`,
    find: 'listKey: breachedList(communityId)',
    put: 'listKey: runningList(communityId)',
  },
  {
    what: 'a pause that ends by itself is left to the sweep',
    file: `${domain}/timer-steps.ts`,
    find: "clock.status === 'paused'",
    put: 'false',
  },
  {
    what: 'the sweep judges nothing',
    file: `${useCases}/settle-clock.ts`,
    find: 'if (!change) {',
    put: 'if (!change || clock.armed) {',
  },
  {
    what: 'a clock that nobody armed is not armed by the sweep',
    file: `${useCases}/arm-clock.ts`,
    find: 'lives(clock) ? later(now, ARM_BY_MS) : undefined',
    put: 'undefined',
  },
  {
    what: 'R042: news of an arrival in time meets the clock and takes no breach back',
    file: `${domain}/changes.ts`,
    find: 'yield draft(clockBreachRetracted, { ...told, ...actOf(judged.stop), ...correction(request) });',
    put: 'yield draft(clockMet, { ...told, stoppedAt: judged.stop.at });',
  },
  {
    what: 'R042: a server whose clock is ahead calls people late before the deadline',
    file: `${useCases}/take-fact.ts`,
    find: "...moment, by: 'news'",
    put: "...moment, passed: moment.now, by: 'news'",
  },
  {
    what: 'a clock that lags behind takes a breach back',
    file: `${domain}/changes.ts`,
    find: "(recorded === 'breached' && lives({ status: judged })) ||",
    put: '',
  },
  {
    what: 'the alarm of a second breach is taken for that of the first',
    file: 'services/sla/contract/ids.ts',
    find: 'generation}.level',
    put: 'level}.level',
  },
  {
    what: 'a breach that was taken back meanwhile is told all the same',
    file: `${useCases}/raise-escalation.ts`,
    find: '!escalates(row.state)',
    put: '!row.state.promised.ladder',
  },
  {
    what: 'a pause that begins after the deadline is accepted',
    file: `${domain}/due.ts`,
    find: 'if (tooLate && begin(step) >= clock.givenAt) continue;',
    put: '',
  },
  {
    what: 'a pause moves the deadline by all of its time, not by the open time inside it',
    file: `${domain}/due.ts`,
    find: 'openTimeBetween(counts, end, calendar)',
    put: 'end - counts',
  },
  {
    what: 'overlapping pauses count twice',
    file: `${domain}/due.ts`,
    find: "'from' in step && step.from < last ? last : begin(step)",
    put: 'begin(step)',
  },
  {
    what: 'a pause lasts beyond its maximum',
    file: `${domain}/pauses.ts`,
    find: 'earliest(longest, appointment, resumedAt(pauseId, facts))',
    put: 'earliest(appointment ?? resumedAt(pauseId, facts) ?? longest)',
  },
  {
    what: 'R062: a wait stops the clock without the manager',
    file: `${domain}/pauses.ts`,
    find: " || !fact.by.roles.includes('manager')",
    put: '',
  },
  {
    what: 'R044: what is agreed may lie behind its cap',
    file: `${domain}/due.ts`,
    find: 'if (due < cap.due) {',
    put: 'if (due !== cap.due) {',
  },
  {
    what: 'R055: an extension after the deadline counts',
    file: `${domain}/due.ts`,
    find: 'if (tooLate && begin(step) >= clock.givenAt) continue;',
    put: "if (tooLate && begin(step) >= clock.givenAt && !('kind' in step && step.kind === 'extended')) continue;",
  },
  {
    what: 'R055: an extension shortens a deadline',
    file: `${domain}/due.ts`,
    find: 'else if (step.until > now().due) {',
    put: 'else {',
  },
  {
    what: 'an extension is moved by what had stood still before it',
    file: `${domain}/due.ts`,
    find: 'pauses.slice(pausesBefore)',
    put: 'pauses',
  },
  {
    what: 'the calendar of an extension is not looked up',
    file: `${domain}/calendar-book.ts`,
    find: "'extended', ",
    put: '',
  },
  {
    what: 'an extension is cut off by what was agreed before it',
    file: `${domain}/due.ts`,
    find: 'agreed = null;',
    put: '',
  },
  {
    what: 'an extension goes on with the clock of another category',
    file: `${domain}/due.ts`,
    find: 'clockId === clock.clockId && at >= clock.givenAt',
    put: "clockId.split('.').at(-2) === clock.kind",
  },
  {
    what: 'an extension is forgotten when a pause ends by itself',
    file: `${domain}/timer-steps.ts`,
    find: '...(extendedUntil && { extendedUntil })',
    put: '',
  },
  {
    what: 'F-18: an early raise lets time run from the receipt',
    file: `${domain}/given-clocks.ts`,
    find: "direction === 'raised' && early && stricter ? at : null",
    put: 'null',
  },
  {
    what: 'F-18: a late raise starts a new time',
    file: `${domain}/given-clocks.ts`,
    find: "direction === 'raised' && early && stricter",
    put: "direction === 'raised' && (early || stricter)",
  },
  {
    what: 'F-18: who has the work lowers it',
    file: `${domain}/given-clocks.ts`,
    find: '!byAssignee && by.roles',
    put: 'by.roles',
  },
  {
    what: 'F-18: what had been breached is cancelled by another category',
    file: `${domain}/verdict.ts`,
    find: 'if (end && end.at <= due)',
    put: 'if (end)',
  },
  {
    what: 'time paused before another category is lost',
    file: `${domain}/due.ts`,
    find: 'if (tooLate && begin(step) >= clock.givenAt)',
    put: 'if (tooLate || begin(step) < clock.givenAt)',
  },
  {
    what: 'R017: an act from before a reopening meets the fresh clock',
    file: `${domain}/verdict.ts`,
    find: "return beginning.kind === 'received' || fact.at > beginning.at;",
    put: 'return true;',
  },
  {
    what: 'R059: an answer that no person gave counts as the first response',
    file: `${domain}/stops.ts`,
    find: "&& (kind !== 'ack' || personIn(fact) !== null)",
    put: '',
  },
];
