import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allEvents } from '../../infra/reference/events.ts';
import type { EventDefinition } from '../../shared/events/define-event.ts';
import { envelopeSchema, MAX_DETAIL_BYTES } from '../../shared/events/envelope.ts';

/*
 * One sample per event and schema number, as it travels on the bus. A sample is never changed once its event has been
 * released: it stands for what other services, dead letters and archives hold. A new optional field needs no new sample.
 */

const root = new URL('../../', import.meta.url);
const samples = new Map(
  globSync('*.json', { cwd: new URL('./samples/', import.meta.url) }).map((file) => [
    basename(file, '.json'),
    envelopeSchema.parse(JSON.parse(readFileSync(new URL(`./samples/${file}`, import.meta.url), 'utf8'))),
  ]),
);

const definitions = allEvents(fileURLToPath(root)).map(({ definition }) => definition);
const keyOf = ({ name, schema }: EventDefinition): string => `${name}.${schema}`;

/** The value with an unknown field in every object of it. */
function withUnknownFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, part]): [string, unknown] => [key, withUnknownFields(part)]);
  // The keys of a record are data: what stands under an unknown one must still have the record's form.
  const record = fields.length > 0 && fields.every(([key]) => /^\d/.test(key));
  return Object.fromEntries(record ? fields : [...fields, ['fieldOfTomorrow', { a: 1 }]]);
}

test('every event and schema number is defined once', () => {
  const keys = definitions.map(keyOf);
  expect(keys.length).toBeGreaterThan(10);
  expect(new Set(keys).size).toBe(keys.length);
});

test('every sample still has its definition: a released event does not disappear', () => {
  expect([...samples.keys()].filter((key) => !definitions.some((definition) => keyOf(definition) === key))).toEqual([]);
});

describe.each(definitions.map((definition) => [keyOf(definition), definition] as const))('%s', (key, definition) => {
  const sample = samples.get(key);

  test('has a sample, with its own schema number and small enough for the bus', () => {
    expect(sample, `test/events/samples/${key}.json`).toBeDefined();
    expect(sample?.schema).toBe(definition.schema);
    expect(Buffer.byteLength(JSON.stringify(sample))).toBeLessThan(MAX_DETAIL_BYTES);
  });

  test('reads its sample, and loses no field of it: what was released stays', () => {
    expect(definition.data.parse(sample?.data)).toEqual(sample?.data);
  });

  test('ignores fields that are not known yet', () => {
    const tomorrow = envelopeSchema.parse(withUnknownFields(sample));
    expect(definition.data.parse(tomorrow.data)).toEqual(sample?.data);
  });
});
