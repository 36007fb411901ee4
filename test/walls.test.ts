import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenWalls, pureShared } from './walls.ts';

const root = new URL('../', import.meta.url);
const paths = globSync('{services,shared,infra}/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));

/** The findings of one file among a few others, as they are printed. */
const found = (files: Record<string, string>): string[] =>
  brokenWalls(new Map(Object.entries(files))).map(({ from, to, rule }) => `${from} → ${to}: ${rule}`);

test('every wall of the house stands', () => {
  const sources = new Map(paths.map((path) => [path, readFileSync(new URL(path, root), 'utf8')]));
  expect(sources.size).toBeGreaterThan(100);
  const findings = brokenWalls(sources).map(({ from, to, rule }) => `${from} → ${to}\n    ${rule}`);
  expect(findings, `\n${findings.join('\n')}\n`).toEqual([]);
});

test('every part that is called pure exists', () => {
  for (const part of pureShared)
    expect(
      paths.some((path) => path.startsWith(part)),
      part,
    ).toBe(true);
});

const other = /of another service only contract/;
const domain = /domain\/ imports only/;
const contract = /contract\/ imports only/;
const pure = /pure parts of shared/;
const packages = /no other packages/;
const scans = /no function reads a whole table/;
const world = /no clock, no chance/;

test.each([
  ['a store of another service', 'services/sla/store.ts', `import { x } from '../intake/store.ts';`, other],
  ['by type only', 'services/sla/store.ts', `import type { X } from '../intake/store.ts';`, other],
  ['by an inline type', 'services/sla/store.ts', `let x: import('../intake/store.ts').X;`, other],
  ['by typeof', 'services/sla/store.ts', `type X = typeof import('../intake/store.ts');`, other],
  ['at run time', 'services/sla/store.ts', `const x = await import('../intake/store.ts');`, other],
  ['for its effect', 'services/sla/store.ts', `import '../intake/store.ts';`, other],
  ['passed on', 'services/sla/contract/api.ts', `export { x } from '../../intake/domain/x.ts';`, other],
  ['passed on as a whole', 'services/sla/api.ts', `export * from '../intake/domain/x.ts';`, other],
  ['passed on as a type', 'services/sla/api.ts', `export type { X } from '../intake/domain/x.ts';`, other],
  ['over several lines', 'services/sla/store.ts', `import {\n  x, // why\n} from\n  '../intake/store.ts';`, other],
  ['the directory but not its reader', 'services/sla/store.ts', `import '../directory/store.ts';`, other],
  [
    'a service from shared',
    'shared/log/log.ts',
    `import '../../services/sla/contract/ids.ts';`,
    /shared\/ imports only/,
  ],
  ['infra from shared', 'shared/log/log.ts', `import '../../infra/places.ts';`, /shared\/ imports only/],
  ['infra from a service', 'services/sla/store.ts', `import '../../infra/places.ts';`, /services\/ imports only/],
  ['a test', 'services/sla/store.ts', `import '../../test/walls.ts';`, /services\/ imports only/],
  ['the store from domain', 'services/sla/domain/x.ts', `import type { X } from '../store.ts';`, domain],
  ['impure shared from domain', 'services/sla/domain/x.ts', `import '../../../shared/log/log.ts';`, domain],
  ['the reader from domain', 'services/sla/domain/x.ts', `import '../../directory/reader.ts';`, domain],
  ['AWS from domain', 'services/sla/domain/x.ts', `import '@aws-sdk/client-sfn';`, packages],
  ['files from domain', 'services/sla/domain/x.ts', `import { readFileSync } from 'node:fs';`, packages],
  ['chance from domain', 'services/sla/domain/x.ts', `import { createHash, randomUUID } from 'node:crypto';`, packages],
  ['chance as a whole', 'services/sla/domain/x.ts', `import * as c from 'node:crypto';`, packages],
  ['domain from contract', 'services/sla/contract/x.ts', `import '../domain/x.ts';`, contract],
  ['the journal from contract', 'services/sla/contract/x.ts', `import '../../../shared/journal/journal.ts';`, contract],
  ['impure from pure shared', 'shared/time/x.ts', `import '../journal/journal.ts';`, pure],
  ['a package from pure shared', 'shared/i18n/x.ts', `import middy from '@middy/core';`, packages],
  ['a scan', 'services/sla/store.ts', `import { ScanCommand } from '@aws-sdk/lib-dynamodb';`, scans],
  ['a scan by pages', 'shared/journal/x.ts', `import { paginateScan as all } from '@aws-sdk/lib-dynamodb';`, scans],
  ['PartiQL', 'services/sla/x.ts', `import { ExecuteStatementCommand } from '@aws-sdk/client-dynamodb';`, scans],
  ['a client that can scan', 'services/sla/x.ts', `import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';`, scans],
  ['DynamoDB as a whole', 'services/sla/x.ts', `import * as d from '@aws-sdk/lib-dynamodb';`, scans],
  ['DynamoDB at run time', 'services/sla/x.ts', `const d = await import('@aws-sdk/client-dynamodb');`, scans],
  ['a computed import', 'services/sla/store.ts', 'await import(name);', /an import names its file/],
  ['the clock in domain', 'services/sla/domain/x.ts', 'const now = new Date();', world],
  ['the clock by its function', 'services/sla/contract/x.ts', 'const now = Date.now();', world],
  ['chance in domain', 'services/sla/domain/x.ts', 'const x = Math.random();', world],
  ['an id out of nowhere', 'services/sla/domain/x.ts', 'const id = crypto.randomUUID();', world],
  ['the environment', 'services/sla/domain/x.ts', 'const { TZ } = process.env;', world],
  ['the net', 'services/sla/domain/x.ts', `await fetch('https://example.com');`, world],
])('planted: %s', (_name, path, text, rule) => {
  const findings = found({ [path]: text });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatch(rule);
  expect(findings[0]?.startsWith(`${path} → `)).toBe(true);
});

test.each([
  ['the contract of another service', 'services/sla/store.ts', `import { x } from '../intake/contract/events.ts';`],
  ['the reader', 'services/sla/store.ts', `import { reader } from '../directory/reader.ts';`],
  ['a neighbour in the service', 'services/sla/use-cases/x.ts', `import '../store.ts'; import '../domain/y.ts';`],
  [
    'queries',
    'services/sla/store.ts',
    `import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'; import { DynamoDBClient } from '@aws-sdk/client-dynamodb';`,
  ],
  ['AWS outside domain', 'services/sla/store.ts', `import '@aws-sdk/client-sfn';`],
  [
    'domain, contracts and pure shared',
    'services/sla/domain/x.ts',
    `import './y.ts'; import '../contract/z.ts'; import '../../intake/contract/events.ts'; import '../../../shared/time/instants.ts'; import '../../../shared/journal/address.ts';`,
  ],
  [
    'zod, Temporal and a hash',
    'services/sla/domain/x.ts',
    `import * as z from 'zod'; import { Temporal } from 'temporal-polyfill'; import { createHash } from 'node:crypto';`,
  ],
  [
    'an instant that was given',
    'services/sla/domain/x.ts',
    'export const at = (now: string) => new Date(now); // Date.now(), process.env',
  ],
  [
    'services from infra',
    'infra/operations/x.ts',
    `import '../../services/sla/seed.ts'; import '../../shared/log/metric-names.ts';`,
  ],
  [
    'an import in a text',
    'services/sla/store.ts',
    `// import '../intake/store.ts'\nconst text = "from '../intake/store.ts'";`,
  ],
])('allowed: %s', (_name, path, text) => {
  expect(found({ [path]: text })).toEqual([]);
});

test('a circle is found once, with its way round, also through types', () => {
  const findings = found({
    'services/sla/a.ts': `import { b } from './b.ts';`,
    'services/sla/b.ts': `import type { C } from './domain/c.ts';`,
    'services/sla/domain/c.ts': `import { d } from './d.ts';`,
    'services/sla/domain/d.ts': `import { c } from './c.ts';`,
    'services/sla/e.ts': `import { a } from './a.ts'; import { b } from './b.ts';`,
    'services/sla/self.ts': `import * as self from './self.ts';`,
  });
  expect(findings).toEqual([
    'services/sla/domain/c.ts → services/sla/domain/d.ts → services/sla/domain/c.ts: imports make no circle',
    'services/sla/self.ts → services/sla/self.ts: imports make no circle',
  ]);
});
