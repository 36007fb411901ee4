import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceFiles } from './files.ts';

/** `npm run docs`: writes the OpenAPI document and the pages of events from the code. A test tells when they are old. */

const root = join(import.meta.dirname, '..', '..');
const docs = join(root, 'docs');

const files = referenceFiles(root);
// An event that is no more leaves no file behind.
rmSync(join(docs, 'events'), { recursive: true, force: true });
for (const [path, text] of files) {
  mkdirSync(dirname(join(docs, path)), { recursive: true });
  writeFileSync(join(docs, path), text);
}
console.log(`docs/openapi.json, docs/events.md and ${files.size - 2} schemas in docs/events/ 已写好 written`);
