import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleFunctions, bundleOptions } from '../../infra/bundle.ts';
import { loadProfile } from '../../infra/company-profile.ts';
import { functions } from '../../infra/functions.ts';

/**
 * How large every function is and how long its code takes to load, beside two floors of the same run: a handler that
 * does nothing, and one that only makes a DynamoDB client. Prints a table; a fresh process loads each bundle.
 */

const LOADS = 15;
const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');

/** Large enough for DynamoDB and the logger; for calendars or a second client. */
const AIM_KB = { plain: 480, more: 560 };
const withMore = /^(sla|intake|dispatch|notification)-(api|on-events|sweep)|^directory-api|^intake-attachments/;

const floors = {
  'an empty handler': 'export const handler = async () => undefined;',
  'a DynamoDB client only':
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nconst client = new DynamoDBClient({});\nexport const handler = async () => client;",
};

/** What the functions read when they load; nothing is called. */
const environment = {
  AWS_REGION: 'ap-southeast-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  COMPANY: 'demo',
  COMPANY_NAME: '云杉物业',
  LOCALE: 'zh-CN',
  TIME_ZONE: 'Asia/Shanghai',
  TABLE_NAME: 'table',
  BUS_NAME: 'bus',
  DIRECTORY_TABLE: 'directory',
  PEOPLE_TABLE: 'people',
  ISSUER: 'https://issuer.example.com',
  AUDIENCE: 'audience',
  TOKEN_USE: 'access',
  INBOX_URLS: 'https://sqs.example.com/1/inbox',
  TIMER_ARN: 'arn:aws:states:ap-southeast-1:111122223333:stateMachine:timer',
  PERSONAL_KEY_ID: 'key',
  SEARCH_KEY_ID: 'key',
  SENSITIVE_KEY_ID: 'key',
  LINK_KEY_ID: 'key',
  PUBLIC_URL: 'https://example.com',
  CHANNELS: '{}',
  CONTACT_EVERY: 'PT24H',
  BUCKET_NAME: 'bucket',
  BUCKET_ADDRESS: 'host',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Guanjia',
};

/** @returns the table, as lines of Markdown */
export async function bundleTable(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'guanjia-bundles-'));
  try {
    await bundleFunctions(loadProfile('demo').channels, folder);
    const files = Object.entries(functions).flatMap(([service, entries]) =>
      entries.map((entry) => [`${service}-${entry}`, join(folder, `${service}-${entry}`, 'index.mjs')] as const),
    );
    const measured = [];
    for (const [name, file] of [...(await bundleFloors(folder)), ...files])
      measured.push({ name, kb: (await stat(file)).size / 1000, ms: await loadTime(file) });
    const [empty, client] = measured.map(({ ms }) => ms);
    return [
      '| function | KB | aim | load (ms) | × empty handler | × client only |',
      '|---|---|---|---|---|---|',
      ...measured.map(({ name, kb, ms }) => {
        const aim = withMore.test(name) ? AIM_KB.more : AIM_KB.plain;
        const verdict = name in floors ? '–' : `${kb <= aim ? 'met' : 'missed'} (≤ ${aim})`;
        const times = (floor: number | undefined) => (ms / (floor ?? Number.NaN)).toFixed(1);
        return `| ${name} | ${Math.round(kb)} | ${verdict} | ${ms.toFixed(1)} | ${times(empty)} | ${times(client)} |`;
      }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundleFloors(folder: string): Promise<(readonly [string, string])[]> {
  return Promise.all(
    Object.entries(floors).map(async ([name, contents], n) => {
      const file = join(folder, `floor-${n}`, 'index.mjs');
      await build({ ...bundleOptions, stdin: { contents, resolveDir: root }, outfile: file, sourcemap: false });
      return [name, file] as const;
    }),
  );
}

/** Median of the milliseconds that a fresh process takes to import a bundle. */
async function loadTime(file: string): Promise<number> {
  const loader = join(dirname(file), 'load.mjs');
  await writeFile(
    loader,
    `const start = performance.now();\nawait import(${JSON.stringify(pathToFileURL(file).href)});\nconsole.error('loaded', performance.now() - start);\nprocess.exit();\n`,
  );
  const times: number[] = [];
  for (let n = 0; n < LOADS; n++) {
    const { stderr } = await run(process.execPath, [loader], { env: { ...process.env, ...environment } });
    times.push(Number(/loaded ([\d.]+)/.exec(stderr)?.[1]));
  }
  return times.toSorted((a, b) => a - b)[Math.floor(LOADS / 2)] ?? Number.NaN;
}

if (import.meta.main) for (const line of await bundleTable()) console.log(line);
