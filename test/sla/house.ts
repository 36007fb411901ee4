import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach } from 'vitest';
import { type Clock, evolve } from '../../services/sla/domain/clock.ts';
import type { Fact, ReceivedFact } from '../../services/sla/domain/facts.ts';
import { slaOperations } from '../../services/sla/operations/index.ts';
import { clockAddress, requestIdOf, SlaStore } from '../../services/sla/store.ts';
import { settleClock } from '../../services/sla/use-cases/settle-clock.ts';
import { takeFact } from '../../services/sla/use-cases/take-fact.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import type { Role } from '../../shared/identity/roles.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { Timer } from '../../shared/timer/timer.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { calendars, moment, received } from './samples.ts';
import { publishCalendars } from './settings-rows.ts';

export const staff = (role: Role, staffId = `some-${role}`, communityIds = ['yunshan']): Principal => ({
  ...{ sub: `${staffId} as ${role} of ${communityIds}`, roles: [role], staffId, personId: null },
  ...{ premisesIds: [], communityIds },
});

/** The service with its table in memory, emptied before each test; to be made once per file. */
export function house() {
  const { rows, reset } = memoryTable();
  capturedLines();
  const sfn = mockClient(SFNClient);
  const doc = documentClient();
  const journal = new Journal(doc, 'sla', 'demo');
  const store = new SlaStore(doc, 'sla');
  const timer = new Timer(new SFNClient({ region: 'eu-central-1' }), 'arn:aws:states:x:0:stateMachine:t');
  const ports = { journal, store, timer, company: 'demo' };
  const call = apiOf(slaOperations(ports, 'Asia/Shanghai'), 'sla');

  beforeEach(() => {
    reset();
    publishCalendars(rows, calendars);
    sfn.reset();
    sfn.on(StartExecutionCommand).resolves({});
    sfn.on(StopExecutionCommand).resolves({});
  });

  const take = (fact: Fact, now = fact.at, requestId = 'r-1') =>
    takeFact(requestId, fact, { id: fact.id, correlationId: 'c-1' }, ports, moment(now));
  const eventsOf = (clockId: string) => journal.events(clockAddress(requestIdOf(clockId), clockId));
  return {
    rows,
    call,
    take,
    /** A request, told as soon as it was received. */
    request: (requestId: string, at: string, more: Partial<ReceivedFact> = {}) =>
      take(received({ id: `${requestId}.1`, requestId, at, ...more }), at, requestId),
    async sweepAt(now: string): Promise<void> {
      for (const { pk, sk, todoAt, ...row } of [...rows.values()])
        if (todoAt !== undefined && String(sk).startsWith('clock#') && String(todoAt) <= now)
          await settleClock({ ...row, pk: String(pk), sk: String(sk), todoAt: String(todoAt) }, ports, now);
    },
    /** Timers that were started, by the names of their executions. */
    started: () => sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input.name),
    stateOf: async (clockId: string) => {
      const { clocks } = await store.partition(clockId.split('.').slice(0, -2).join('.'));
      return clocks.find(({ state }) => state.clockId === clockId)?.state;
    },
    eventsOf,
    /** The state that a clock's events alone give. */
    async replayed(clockId: string): Promise<Clock | undefined> {
      const events = await eventsOf(clockId);
      return events.reduce<Clock | undefined>(
        (clock, { name, at, detail, private: kept }) => evolve(clock, { name, at, data: detail.data, private: kept }),
        undefined,
      );
    },
  };
}
