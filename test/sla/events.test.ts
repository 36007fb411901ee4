import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as events from '../../services/sla/contract/events.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';

// More samples of what sla has published; one of every event and schema number stands in test/events/samples.
const folder = join(import.meta.dirname, 'golden');
const definitions = Object.values(events);

it.each(readdirSync(folder))('understands %s as it was sent by the first release, and drops nothing of it', (file) => {
  const definition = definitions.find(({ name, schema }) => file === `${name}.${schema}.json`);
  const sample = envelopeSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  expect(sample.schema).toBe(definition?.schema);
  expect(definition?.data.parse(sample.data)).toEqual(sample.data);
});
