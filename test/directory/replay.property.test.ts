import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { householdSchema } from '../../services/directory/contract/household.ts';
import { personFactSchema, sensitiveFieldSchema } from '../../services/directory/contract/person.ts';
import { postSchema } from '../../services/directory/contract/post.ts';
import { reviewAnswerSchema, reviewSchema } from '../../services/directory/contract/review-api.ts';
import { evolvePerson, untouched } from '../../services/directory/domain/person.ts';
import { evolveTerm } from '../../services/directory/domain/staff.ts';
import { expireConsents } from '../../services/directory/expire-consents.ts';
import {
  householdAddress,
  personAddress,
  postAddress,
  reviewAddress,
  termAddress,
} from '../../services/directory/keys.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { instantSchema } from '../../shared/time/instants.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, FLAT, furnished, keeper, manager } from './furnished.ts';
import { everyDay, morning, technicians } from './samples.ts';

capturedLines();
const { rows, reset } = memoryTable();
const journal = new Journal(documentClient(), 'directory', 'demo');
const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(morning), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

type House = Awaited<ReturnType<typeof furnished>>;
/** A command, refused or not; told the version that a careful caller would name. */
type Command = (house: House) => Promise<unknown>;

const person = '/v1/people/wang-fang';
const phones = fc.constantFrom('13900139001', '13900139002', '13800138011', '400-810-8888', null);
const fields = fc.constantFrom(...sensitiveFieldSchema.options);
const versionOf = async ({ persons }: House) => (await persons.read('wang-fang')).version;

const changeContact = fc
  .record(
    { name: fc.constantFrom('王芳', '王小芳'), phone: phones, email: fc.constantFrom('a@example.com', null) },
    { requiredKeys: [] },
  )
  .map(
    (body): Command =>
      async (house) => {
        const headers = { 'if-match': `"${await versionOf(house)}"` };
        return await house.call('PUT', `${person}/contact`, { as: agent, body, headers });
      },
  );
const consent = fc.record({ field: fields, until: fc.constantFrom('2026-11-25', '2026-11-27', '2026-12-31') }).map(
  (chosen): Command =>
    (house) =>
      house.call('POST', `${person}/consents`, {
        as: keeper,
        body: { ...chosen, purposes: ['care'], channel: 'phone' },
      }),
);
const fill = fields.map(
  (field): Command =>
    async (house) => {
      const headers = { 'if-match': `"${await versionOf(house)}"` };
      return await house.call('PUT', `${person}/sensitive/${field}`, { as: keeper, body: { text: '静养' }, headers });
    },
);
const withdraw = fields.map(
  (field): Command =>
    (house) =>
      house.call('POST', `${person}/consents/withdraw`, { as: agent, body: { field, channel: 'phone' } }),
);
const erase = fc.constant<Command>((house) =>
  house.call('POST', `${person}/erase`, { as: manager, body: { reason: 'x' } }),
);
const timePasses = fc.integer({ min: 1, max: 30 }).map(
  (hours): Command =>
    async () =>
      vi.advanceTimersByTime(hours * HOUR),
);
const sweep = fc.constant<Command>(async ({ persons }) => {
  const { pk, state } = personAddress('wang-fang');
  const row = rows.get(`${pk}\n${state}`);
  if (row) await expireConsents(row, { persons, peopleTable: 'people' }, new Date().toISOString());
});
const leave = fc.record({ lastDay: fc.constantFrom('2026-11-25', '2026-12-31') }, { requiredKeys: [] }).map(
  (body): Command =>
    (house) =>
      house.call('POST', '/v1/staff/li-ming/leave', { as: manager, body }),
);
const stay = fc.constant<Command>((house) => house.call('POST', '/v1/staff/li-ming/stay', { as: manager, body: {} }));
const moves = fc
  .subarray(['wang-fang', 'he-jun'])
  .chain((ids) =>
    fc.tuple(
      ...ids.map((personId) =>
        fc.record({
          personId: fc.constant(personId),
          kind: fc.constantFrom('owner', 'tenant'),
          from: fc.constantFrom('2026-11-01', null),
          until: fc.constantFrom('2026-11-25', '2026-10-01', null),
        }),
      ),
    ),
  )
  .chain((members) =>
    fc.nat(4).map(
      (version): Command =>
        (house) =>
          house.call('PUT', `/v1/households/${FLAT}`, {
            as: agent,
            body: { members },
            headers: { 'if-match': `"${version}"` },
          }),
    ),
  );
const roster = fc.tuple(fc.constantFrom('li-ming', 'zhang-qiang', 'nobody'), fc.nat(4)).map(
  ([staffId, version]): Command =>
    (house) =>
      house.call('PUT', `/v1/posts/${technicians.id}/roster`, {
        as: manager,
        body: { timeZone: 'Asia/Shanghai', shifts: [{ staffId, days: [...everyDay], from: '08:00', to: '20:00' }] },
        headers: { 'if-match': `"${version}"` },
      }),
);
const review = fc.constant<Command>(async (house) => {
  const { quarter, digest } = reviewAnswerSchema.parse(
    (await house.call('GET', '/v1/access-review', { as: manager })).body,
  );
  return await house.call('POST', '/v1/access-review', { as: manager, body: { quarter, digest } });
});

const commands = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: changeContact },
    { weight: 4, arbitrary: consent },
    { weight: 3, arbitrary: fill },
    { weight: 2, arbitrary: withdraw },
    { weight: 1, arbitrary: erase },
    { weight: 2, arbitrary: timePasses },
    { weight: 2, arbitrary: sweep },
    { weight: 2, arbitrary: leave },
    { weight: 1, arbitrary: stay },
    { weight: 2, arbitrary: moves },
    { weight: 2, arbitrary: roster },
    { weight: 1, arbitrary: review },
  ),
  { maxLength: 25 },
);

const termFact = z.union([
  z.object({ type: z.literal('leaves'), worksUntil: instantSchema }),
  z.object({ type: z.literal('stays') }),
]);

/** The events of an aggregate, whose versions follow one another from 1. */
async function eventsOf(address: ReturnType<typeof personAddress>) {
  const events = await journal.events(address);
  expect(events.map(({ detail }) => detail.subject.version)).toEqual(events.map((_, n) => n + 1));
  return events;
}

async function personReplayed() {
  const events = await eventsOf(personAddress('wang-fang'));
  const state = events.reduce(
    (before, { at, detail, private: unpublished }) =>
      evolvePerson(before, { fact: personFactSchema.parse(unpublished?.fact), at, by: detail.actor }),
    untouched('wang-fang'),
  );
  for (const { private: unpublished } of events) seen.add(personFactSchema.parse(unpublished?.fact).type);
  return { version: events.length, state };
}

async function termReplayed() {
  const events = await eventsOf(termAddress('li-ming'));
  const facts = events.map(({ private: unpublished }) => termFact.parse(unpublished?.fact));
  return { version: events.length, state: facts.reduce(evolveTerm, { staffId: 'li-ming', worksUntil: null }) };
}

/** Of an aggregate whose every event has all of it. */
async function lastOf<S extends z.ZodType>(address: ReturnType<typeof personAddress>, name: string, schema: S) {
  const events = await eventsOf(address);
  const last = events.at(-1);
  return last && { version: events.length, state: schema.parse(last.private?.[name]) };
}

/** What has happened to people in all sequences together: a command that is always refused would prove nothing. */
const seen = new Set<string>();

test('replayed from its events every aggregate of the directory is its state, after any commands', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      vi.setSystemTime(morning);
      reset();
      const house = await furnished();
      for (const command of sequence) await command(house);

      expect(await personReplayed()).toEqual(await house.persons.read('wang-fang'));
      expect(await termReplayed()).toEqual(await house.staff.term('li-ming'));
      expect(await lastOf(householdAddress(FLAT), 'household', householdSchema)).toEqual(
        await house.store.household(FLAT),
      );
      expect(await lastOf(postAddress(technicians.id), 'post', postSchema)).toEqual(
        await house.store.post(technicians.id),
      );
      expect(await lastOf(reviewAddress('2026-Q4', 'zhou-lan'), 'review', reviewSchema)).toEqual(
        await house.reviews.review('2026-Q4', 'zhou-lan'),
      );

      // What the journal says of the sealed rows beside it is true of them.
      const { state } = await house.persons.read('wang-fang');
      for (const field of sensitiveFieldSchema.options)
        expect(rows.has(`sensitive#wang-fang\n${field}`)).toBe((state.consents[field]?.filledAt ?? null) !== null);
      const item = await house.people.person('wang-fang');
      const ways = [...rows.keys()].filter((key) => key.startsWith('phone#') && key.endsWith('\nwang-fang'));
      expect(ways).toEqual(item?.phoneHash ? [`phone#${item.phoneHash}\nwang-fang`] : []);
      expect(item?.sealed === null).toBe(state.erasedAt !== undefined);
    }),
    { numRuns: 200 },
  );
  expect([...seen].toSorted()).toEqual(['consent-ended', 'consented', 'contact-changed', 'erased', 'filled']);
});
