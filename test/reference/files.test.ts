import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allEvents } from '../../infra/reference/events.ts';
import { referenceFiles } from '../../infra/reference/files.ts';

const root = join(import.meta.dirname, '..', '..');
const docs = join(root, 'docs');
const files = referenceFiles(root);
const written = ['openapi.json', 'events.md', ...globSync('events/*.json', { cwd: docs })];

test('the pages made from the code are as `npm run docs` would write them now', () => {
  const old = [...files].filter(
    ([path, text]) => !existsSync(join(docs, path)) || readFileSync(join(docs, path), 'utf8') !== text,
  );
  expect(old.map(([path]) => path)).toEqual([]);
});

test('no page is left of an event that is no more', () => {
  expect(written.map((path) => path.replaceAll('\\', '/')).filter((path) => !files.has(path))).toEqual([]);
});

test('every contract with events is told of', () => {
  const told = new Set(allEvents(root).map(({ service }) => service));
  const contracts = globSync('services/*/contract/events.ts', { cwd: root });
  expect(contracts.map((path) => path.split(/[\\/]/)[1]).toSorted()).toEqual([...told].toSorted());
});
