import './silence.ts';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { calendarPublished } from '../../../services/sla/contract/events.ts';
import { type Clock, evolve, lives } from '../../../services/sla/domain/clock.ts';
import { calendarAddress, clockAddress, SlaStore } from '../../../services/sla/store.ts';
import { settleClock } from '../../../services/sla/use-cases/settle-clock.ts';
import { takeFact } from '../../../services/sla/use-cases/take-fact.ts';
import { eventSk } from '../../../shared/journal/address.ts';
import { documentClient } from '../../../shared/journal/dynamo.ts';
import { Journal } from '../../../shared/journal/journal.ts';
import { retrying } from '../../../shared/journal/retrying.ts';
import { Timer } from '../../../shared/timer/timer.ts';
import { memoryTable } from '../../shared/memory-table.ts';
import { moment } from '../samples.ts';
import { published } from './calendars.ts';
import { randomLife } from './life.ts';
import { recompute } from './oracle.ts';
import { Random } from './random.ts';

const LIVES = 150;
const LONG_AFTER = '2027-02-20T00:00:00.000Z';
const firstSeed = Number(process.env.SIMULATION_SEED ?? Date.now() % 1_000_000_000);

const { rows, reset, dynamo } = memoryTable();
const sfn = mockClient(SFNClient);
const doc = documentClient();
const ports = {
  journal: new Journal(doc, 'sla', 'demo'),
  store: new SlaStore(doc, 'sla'),
  timer: new Timer(new SFNClient({ region: 'eu-central-1' }), 'arn:aws:states:eu-central-1:0:stateMachine:timer'),
  company: 'demo',
};

function publishCalendars(): void {
  for (const { calendarId, version, calendar } of published) {
    const address = calendarAddress(calendarId);
    const data = calendarPublished.data.parse({ calendarId, version, calendar });
    const row = { pk: address.pk, sk: eventSk(address, version), detail: JSON.stringify({ data }) };
    rows.set(`${row.pk}\n${row.sk}`, row);
  }
}

const clockRows = () => [...rows.values()].filter(({ sk }) => String(sk).startsWith('clock#'));

test(`R040–R064: the rows of a table end as the facts say, and their events give the same again (${LIVES} lives)`, {
  timeout: 120_000,
}, async () => {
  for (let seed = firstSeed; seed < firstSeed + LIVES; seed++) {
    reset();
    dynamo.resetHistory();
    sfn.reset();
    sfn.on(StartExecutionCommand).resolves({});
    sfn.on(StopExecutionCommand).resolves({});
    publishCalendars();
    const random = new Random(seed);
    const { facts } = randomLife(random);
    const told = [...facts, ...facts.filter(() => random.happens(0.3))];
    let now = facts[0]?.at ?? LONG_AFTER;
    while (told.length > 0) {
      const [fact] = told.splice(random.between(0, told.length - 1), 1);
      if (!fact) break;
      if (fact.at > now) now = fact.at;
      await retrying(() => takeFact('r-1', fact, { id: fact.id, correlationId: 'c-1' }, ports, moment(now)));
    }
    for (const { pk, sk, todoAt, ...row } of clockRows())
      if (todoAt !== undefined)
        await settleClock({ ...row, pk: String(pk), sk: String(sk), todoAt: String(todoAt) }, ports, LONG_AFTER);

    const { clocks } = await ports.store.partition('r-1');
    const found = clocks.map(({ state: { clockId, status, start, due } }) => [
      clockId,
      { status, start, due: status === 'cancelled' ? null : due },
    ]);
    const expected = [...recompute(facts)].map(([clockId, { status, start, due }]) => [
      clockId,
      { status, start, due: status === 'cancelled' ? null : due },
    ]);
    expect(Object.fromEntries(found), `seed ${seed}`).toEqual(Object.fromEntries(expected));
    for (const { state, version } of clocks) {
      const events = await ports.journal.events(clockAddress('r-1', state.clockId));
      const replayed = events.reduce<Clock | undefined>(
        (clock, { name, at, detail }) => evolve(clock, { name, at, data: detail.data }),
        undefined,
      );
      expect([replayed, events.length], `seed ${seed}`).toEqual([state, version]);
      expect(lives(state), `seed ${seed}`).toBe(false);
    }
    expect(clockRows().filter(({ todoAt }) => todoAt !== undefined)).toEqual([]);
  }
});
