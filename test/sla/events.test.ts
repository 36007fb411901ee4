import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as events from '../../services/sla/contract/events.ts';
import { envelopeSchema } from '../../shared/events/envelope.ts';

const folder = join(import.meta.dirname, 'golden');
const definitions = Object.values(events);

it('has a golden sample of every version of every event that sla publishes', () => {
  const current = definitions.map(({ name, schema }) => `${name}.${schema}.json`);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(current));
});

it.each(definitions)('understands $name as it was sent by the first release, and drops nothing of it', (definition) => {
  const file = join(folder, `${definition.name}.${definition.schema}.json`);
  const sample = envelopeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(sample.schema).toBe(definition.schema);
  expect(definition.data.parse(sample.data)).toEqual(sample.data);
});
