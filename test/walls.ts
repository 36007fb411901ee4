import { posix } from 'node:path';
import { parseAst } from 'vitest/node';

/** One wall that a file breaks. */
export interface Finding {
  readonly from: string;
  /** The file, package or global that it reaches for. */
  readonly to: string;
  readonly rule: string;
}

/** The parts of `shared/` that compute and nothing else; files, or folders with a slash at their end. */
export const pureShared: readonly string[] = [
  'shared/time/',
  'shared/i18n/',
  'shared/events/define-event.ts',
  'shared/events/envelope.ts',
  'shared/http/html.ts',
  'shared/http/page-answer.ts',
  'shared/identity/principal.ts',
  'shared/identity/roles.ts',
  'shared/journal/address.ts',
  'shared/journal/event-item.ts',
  'shared/personal/contact.ts',
  'shared/personal/mask.ts',
  'shared/timer/timer-input.ts',
];

/** What pure code may import from outside, with the names it may take (null: all). */
const purePackages: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['zod', null],
  ['temporal-polyfill', null],
  ['node:crypto', ['createHash']],
]);

/** The one read across a wall that is no event. */
const READER = 'services/directory/reader.ts';

/** Which top folders a top folder may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  shared: ['shared'],
  // The description of the API is a function's answer.
  services: ['services', 'shared', 'docs'],
  infra: ['infra', 'services', 'shared', 'cdk.json'],
};

/**
 * Checks the walls between the parts of the house.
 * @param sources text of every file by its path from the root
 */
export function brokenWalls(sources: ReadonlyMap<string, string>): Finding[] {
  const files = [...sources].map(([path, text]) => readFile(path, text));
  return [
    ...files.flatMap((file) => [...file.imports.flatMap((to) => judge(file.path, to)), ...impure(file)]),
    ...cycles(files),
  ];
}

function judge(from: string, { specifier, names }: Import): Finding[] {
  if (specifier === undefined)
    return [{ from, to: 'import(…)', rule: 'an import names its file, so that it can be checked' }];
  const to = specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;
  const broken = specifier.startsWith('.')
    ? fileRule(placeOf(from), placeOf(to))
    : packageRule(placeOf(from), to, names);
  return broken ? [{ from, to, rule: broken }] : [];
}

interface Place {
  readonly path: string;
  readonly top: string;
  readonly service: string | undefined;
  readonly room: 'domain' | 'contract' | 'shared, pure' | undefined;
}

function placeOf(path: string): Place {
  const [top = '', second, third] = path.split('/');
  const service = top === 'services' ? second : undefined;
  const inRoom = service !== undefined && (third === 'domain' || third === 'contract') ? third : undefined;
  return { path, top, service, room: inRoom ?? (isPureShared(path) ? 'shared, pure' : undefined) };
}

const isPureShared = (path: string): boolean =>
  pureShared.some((part) => (part.endsWith('/') ? path.startsWith(part) : path === part));

function fileRule(from: Place, to: Place): string | undefined {
  if (!mayImport[from.top]?.includes(to.top)) return `${from.top}/ imports only ${mayImport[from.top]?.join('/, ')}/`;
  const otherService = from.service !== undefined && to.service !== undefined && from.service !== to.service;
  if (otherService && to.room !== 'contract' && to.path !== READER)
    return 'of another service only contract/ may be imported';
  if (from.room === 'domain' && to.room === undefined)
    return 'domain/ imports only domain/, contract/ and the pure parts of shared/';
  if (from.room === 'contract' && to.room !== 'contract' && to.room !== 'shared, pure')
    return 'contract/ imports only contract/ and the pure parts of shared/';
  if (from.room === 'shared, pure' && to.room !== 'shared, pure') return 'pure parts of shared/ import only each other';
  return undefined;
}

/**
 * By which a whole table could be read: scans, statements in a query language, and the clients that have them as
 * methods. `*` is a package taken as a whole, where one cannot see what is used.
 */
const READS_ALL = /Scan|ExecuteStatement|ExecuteTransaction|^DynamoDB$|^DynamoDBDocument$|^\*$/;

function packageRule(from: Place, name: string, names: readonly string[]): string | undefined {
  if (from.top !== 'infra' && /^@aws-sdk\/.*dynamodb/.test(name) && names.some((taken) => READS_ALL.test(taken)))
    return 'no function reads a whole table: a list has its key, what is owed its index';
  if (from.room === undefined) return undefined;
  const allowed = purePackages.get(name);
  const fits = allowed === null || allowed?.some(() => names.every((taken) => allowed.includes(taken)));
  return fits ? undefined : 'pure code imports no other packages than those in its list';
}

const impure = ({ path, globals }: SourceFile): Finding[] =>
  placeOf(path).room === undefined
    ? []
    : globals.map((to) => ({ from: path, to, rule: 'pure code knows no clock, no chance and no outside world' }));

/** Every import cycle once, as the way round. */
function cycles(files: readonly SourceFile[]): Finding[] {
  const next = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier }) =>
        specifier?.startsWith('.') ? [posix.join(posix.dirname(path), specifier)] : [],
      ),
    ]),
  );
  const found: Finding[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      const round = trail.slice(seenAt);
      found.push({ from: round.join(' → '), to: path, rule: 'imports make no circle' });
      return;
    }
    if (done.has(path)) return;
    for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}

interface Import {
  /** `undefined` when it is computed. */
  readonly specifier: string | undefined;
  /** What is taken from it; empty for the whole module. */
  readonly names: readonly string[];
}

interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
  /** Globals that reach outside: the clock, chance, the process, the net. */
  readonly globals: readonly string[];
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function readFile(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  const globals: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const part of value) visit(part);
    if (!isNode(value)) return;
    if (importing.has(value.type) && value.source) imports.push(importOf(value));
    const global = globalOf(value);
    if (global) globals.push(global);
    for (const part of Object.values(value)) visit(part);
  };
  visit(parseAst(text, { lang: 'ts' }));
  return { path, imports, globals };
}

function importOf({ source, specifiers }: Node): Import {
  const specifier = isNode(source) && typeof source.value === 'string' ? source.value : undefined;
  const names = (Array.isArray(specifiers) ? specifiers : []).map((part: unknown) => {
    const imported = isNode(part) ? part.imported : undefined;
    return isNode(imported) ? String(imported.name ?? imported.value) : '*';
  });
  return { specifier, names: names.length > 0 ? names : ['*'] };
}

const outside = new Set(['process', 'console', 'fetch', 'crypto', 'setTimeout', 'setInterval', 'performance']);
const outsideMembers = new Set(['Date.now', 'Math.random', 'Temporal.Now']);

function globalOf(node: Node): string | undefined {
  const named = (value: unknown): string => (isNode(value) && value.type === 'Identifier' ? String(value.name) : '');
  if (node.type === 'NewExpression' && named(node.callee) === 'Date' && Array.isArray(node.arguments))
    return node.arguments.length === 0 ? 'new Date()' : undefined;
  if (node.type === 'CallExpression') return outside.has(named(node.callee)) ? named(node.callee) : undefined;
  if (node.type !== 'MemberExpression') return undefined;
  const member = `${named(node.object)}.${named(node.property)}`;
  return outside.has(named(node.object)) || outsideMembers.has(member) ? member : undefined;
}
