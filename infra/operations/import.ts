import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { phoneHash } from '../../shared/personal/search.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { loadProfile } from '../company-profile.ts';
import { connectionOf } from './connection-of.ts';
import type { ImportKind, ImportPorts, Plan } from './import/kind.ts';
import { people } from './import/people.ts';
import { places } from './import/places.ts';
import { rosters } from './import/rosters.ts';
import { readTable, UnreadableTable } from './import/table.ts';
import { output, readOutputs } from './outputs.ts';
import { told } from './seed.ts';

const kinds: Readonly<Record<string, ImportKind>> = { places, people, rosters };

/**
 * What a file would change. With a single fault nothing of it may be written.
 * @throws UnreadableTable when it is no table, or lacks a column
 */
export async function planImport(kindName: string, file: string, bytes: Uint8Array, ports: ImportPorts): Promise<Plan> {
  const kind = kinds[kindName];
  if (!kind) throw new UnreadableTable(`--kind: ${Object.keys(kinds).join(', ')}`);
  const rows = await readTable(file, bytes);
  const [first] = rows;
  if (!first) throw new UnreadableTable('没有数据行 no rows');
  const missing = Object.values(kind.columns).filter((heading) => !Object.hasOwn(first.cells, heading));
  if (missing.length > 0) throw new UnreadableTable(`缺少列 missing columns: ${missing.join('、')}`);
  return await kind.plan(rows, ports);
}

async function portsOf(company: string): Promise<ImportPorts> {
  const connection = connectionOf(company);
  const outputs = await readOutputs(connection, company);
  const doc = documentClient(new DynamoDBClient({ ...connection, maxAttempts: 8 }));
  const kms = new KMSClient({ ...connection, maxAttempts: 8 });
  const table = output(outputs, 'directory', 'TableName');
  const hash = (words: string) => phoneHash(kms, output(outputs, 'directory', 'SearchKeyId'), words);
  const vault = new PersonalVault(kms, output(outputs, 'directory', 'PersonalKeyId'));
  const at = new Date().toISOString();
  return {
    store: new DirectoryStore(doc, table, company),
    people: new PeopleStore(doc, output(outputs, 'directory', 'PeopleTableName'), vault, hash),
    reader: new DirectoryReader(doc, table),
    cause: { at, actor: { type: 'system', id: 'import' }, correlationId: 'import', causationId: `import-${at}` },
    timeZone: loadProfile(company).timeZone,
    personIdOf: async (words) =>
      `p-${Buffer.from(await hash(words), 'base64url')
        .toString('hex')
        .slice(0, 32)}`,
  };
}

const usage = 'npm run import -- --company NAME --kind places|people|rosters --file FILE.csv|.xlsx [--dry-run]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      company: { type: 'string' },
      kind: { type: 'string' },
      file: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { company, kind, file } = values;
  if (company === undefined || kind === undefined || file === undefined) throw new UnreadableTable(usage);
  const plan = await planImport(kind, file, await readFile(file), await portsOf(company));
  for (const { line, column, reason } of plan.faults)
    console.error(`第 ${line} 行 line ${line}${column && ` ${column}`}: ${reason}`);
  if (plan.faults.length > 0) {
    console.error(`未写入任何内容 nothing was written: ${plan.faults.length} 处错误 faults`);
    process.exitCode = 1;
    return;
  }
  for (const line of plan.lines) console.log(`  ${line}`);
  if (values['dry-run']) console.log(`试运行，未写入 dry run, nothing was written: ${plan.lines.length}`);
  else console.log(told(await plan.write()));
}

if (import.meta.main)
  await main().catch((error: unknown) => {
    if (!(error instanceof UnreadableTable)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
