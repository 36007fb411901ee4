import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { Refused, TryLater } from '../../services/notification/channels/port.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellComing, tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import { tellRetraction } from '../../services/notification/use-cases/tell-retraction.ts';
import { tellAssignee } from '../../services/notification/use-cases/tell-staff.ts';
import {
  acceptedEvent,
  assignedEvent,
  breachEvent,
  Crash,
  receivedEvent,
  retractionEvent,
  world,
} from '../notification/world.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { unreplayed } from './unreplayed.ts';

/** A message's events tell its end alone; after whatever has happened its row says the same. */

const { ports, rows, household, reset, pass, provide, interrupt, receive, sweep } = world();
capturedLines();
beforeEach(reset);

const news = {
  received: () => tellReceived(receivedEvent({ urgent: false }), ports),
  assigned: () => tellAssignee(assignedEvent(), ports),
  quietly: () => tellAssignee(assignedEvent({ urgent: false, assigneeStaffId: 'liu-yang' }), ports),
  coming: () => tellComing(acceptedEvent(), ports),
  breach: () => tellBreach(breachEvent(), ports),
  retraction: () => tellRetraction(retractionEvent(), ports),
} as const;

const step = fc.record({
  what: fc.constantFrom(...Object.keys(news).filter((name): name is keyof typeof news => name in news), 'sweep'),
  minutes: fc.constantFrom(0, 1, 5, 60),
  provider: fc.constantFrom('takes', 'takes', 'later', 'refuses', 'silent'),
  dies: fc.constantFrom(undefined, undefined, undefined, 'after accept', 'before record', 'after claim'),
});

test('messages, whatever providers and processes do', async () => {
  const ends = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      reset();
      household.push({ personId: 'person-1201', kind: 'owner' });
      for (const { what, minutes, provider, dies } of steps) {
        pass(minutes * 60_000);
        provide(() => {
          if (provider === 'later') throw new TryLater('busy', false);
          if (provider === 'refuses') throw new Refused('bad');
          if (provider === 'silent') throw new TryLater('silent', true);
        });
        interrupt((point) => {
          if (point === dies) throw new Crash('killed');
        });
        await (what === 'sweep' ? sweep() : receive(news[what])).catch(() => undefined);
      }
      const { broken } = unreplayed('notification', [...rows.values()]);
      expect(broken).toEqual([]);
      for (const { sk, status } of rows.values()) if (String(sk).startsWith('message#')) ends.add(status);
    }),
    { numRuns: 60 },
  );
  for (const end of ['sent', 'failed', 'unknown']) expect(ends).toContain(end);
});
