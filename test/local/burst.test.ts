import { expect, inject, it } from 'vitest';
import * as z from 'zod';
import { handedOver } from '../../infra/local/handed-over.ts';
import { burst } from '../../infra/local/story/burst.ts';
import { isEvent, rowsOf } from './faults/journals.ts';
import { isAlarm } from './told.ts';

const stage = inject('stage');
const CLOCKS = 100;

/** An event of a breached arrival as it stands in the journal. */
const BreachSchema = z.object({
  name: z.literal('clock.breached'),
  at: z.string(),
  detail: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.object({ data: z.object({ clockId: z.string(), kind: z.literal('arrival') }) })),
});

it('R042: of many clocks with one deadline each is breached once and told once, none before it', async () => {
  const began = new Date().toISOString();
  const before = new Set((await handedOver(stage.url)).map(({ id }) => id));
  const facts = await burst(stage, CLOCKS, () => undefined);
  expect(facts).toMatchObject({ requests: CLOCKS, breaches: CLOCKS, early: 0, emails: CLOCKS, sms: CLOCKS });

  const events = (await rowsOf(stage, 'sla')).filter(isEvent).map((row) => BreachSchema.safeParse(row));
  const breached = events.flatMap(({ data }) => (data && data.at > began ? [data.detail.data.clockId] : []));
  expect(breached).toHaveLength(CLOCKS);
  expect(new Set(breached).size).toBe(CLOCKS);

  const alarms = (await handedOver(stage.url)).filter((message) => !before.has(message.id) && isAlarm(message));
  for (const channel of ['email', 'sms']) {
    const times = Map.groupBy(
      alarms.filter((message) => message.channel === channel),
      ({ text }) => /BX\d+/.exec(text)?.[0],
    );
    expect([...times.values()].map(({ length }) => length)).toEqual(Array(CLOCKS).fill(1));
  }
});
