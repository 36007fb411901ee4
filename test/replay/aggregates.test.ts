import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aggregates, withoutEvents } from './aggregates.ts';
import { unreplayed } from './unreplayed.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

test('every kind of row that a journal may change is here, with how its events are replayed', () => {
  const paths = globSync('services/*/*.ts', { cwd: root });
  const addressed = paths.flatMap((path) =>
    [...read(path).matchAll(/\b(?:addressOf\(|sharedAddress\([^']*)'([a-z-]+)'/g)].map(([, type = '']) => type),
  );
  expect(addressed.length).toBeGreaterThan(8);
  const known = [...aggregates.map(({ type }) => type), ...Object.keys(withoutEvents)];
  expect([...new Set(addressed)].toSorted()).toEqual(known.toSorted());
});

test.each(aggregates.map(({ type, provenBy }) => [type, provenBy] as const))('%s: replayed in %s', (_, provenBy) => {
  expect(read(provenBy)).toMatch(/replayed/i);
});

const texts = { zh: { sms: '一', subject: '二', text: '三' }, en: { sms: '1', subject: '2', text: '3' } };
const state = { pk: 'template#owner-done', sk: 'state', version: 1, texts };
const event = {
  pk: 'template#owner-done',
  sk: 'event#000000000001',
  id: 'template.owner-done.000000000001',
  name: 'template.published',
  at: '2026-11-25T02:00:00.000Z',
  detail: JSON.stringify({
    subject: { type: 'template', id: 'owner-done', version: 1 },
    data: { code: 'owner-done', version: 1, texts },
  }),
};

test('a table that is as its journals tell is whole', () => {
  expect(unreplayed('notification', [state, event])).toEqual({ broken: [], replayed: 1 });
});

test.each([
  ['a state that an event did not make', [{ ...state, texts: { ...texts, en: texts.zh } }, event], /told .* stands/s],
  ['a state at another version', [{ ...state, version: 2 }, event], /told until 1, stands at 2/],
  ['events without a state', [event], /events without a state/],
  ['a state without events', [state], /a state without events/],
  ['a kind that nobody knows', [state, { ...event, detail: event.detail.replace('"template"', '"thing"') }], /nobody/],
])('planted: %s', (_name, rows, fault) => {
  const { broken } = unreplayed('notification', rows);
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatch(fault);
});
