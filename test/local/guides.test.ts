import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { expectStatus, type HttpAnswer } from '../../infra/local/callers.ts';
import { enter } from '../../infra/local/story/stage.ts';
import { fieldOf, missing, type Step, stepsOf } from './guide-pages.ts';
import { type Pasted, Shell } from './guide-shell.ts';

/** What the guides tell people to paste works, and what they say comes back does. */

const stage = inject('stage');
const manager = await enter(stage, 'zhou-lan');

/**
 * Services hear of each other within moments. The longest waits are for a deadline of 20 seconds, and for the end of a
 * minute in which somebody has written much before.
 */
const PATIENCE_MS = 70_000;

const pages = readdirSync(join(import.meta.dirname, '../../docs/guide')).filter(
  (name) => name.endsWith('.md') && stepsOf(name).length > 0,
);

/** Gives the variables of a page their values: the address, the tokens, and what stood in the answer before. */
async function filled(bash: string, answer: unknown): Promise<string> {
  const lines = bash.split('\n').map(async (line) => {
    const { name, username, field } =
      /^(?<name>\w+)=(?:http.+|…\s*# (?:(?<username>\S+) 的登录令牌|上面答复里的 (?<field>\w+)))$/.exec(line)?.groups ??
      {};
    if (name === undefined) return line;
    if (username !== undefined) return `${name}=${(await enter(stage, username)).token}`;
    if (field === undefined) return `${name}=${stage.url}`;
    const value = fieldOf(answer, field);
    if (value === undefined) throw new Error(`no ${field} in the answer before`);
    return `${name}=${value}`;
  });
  return (await Promise.all(lines)).join('\n');
}

interface Verdict {
  readonly faults: readonly string[];
  readonly answer: unknown;
}

function judge({ bash, answer: shown }: Step, { output, errors, calls }: Pasted): Verdict {
  const wrong = calls.filter(({ status }) => status < 200 || status > 299);
  const made = bash.match(/\bcurl /g)?.length ?? 0;
  if (wrong.length > 0 || calls.length !== made) return { faults: [output, errors], answer: undefined };
  const answer: unknown = made === 1 && output.trim().startsWith('{') ? JSON.parse(output) : undefined;
  return { faults: shown === undefined ? [] : missing(shown, answer), answer };
}

/** Pastes a step; again, as people do, while news has not arrived. What has changed something is not repeated. */
async function run(shell: Shell, step: Step, before: unknown): Promise<unknown> {
  const text = await filled(step.bash, before);
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const pasted = await shell.paste(text);
    const { faults, answer } = judge(step, pasted);
    if (faults.length === 0) return answer;
    const done = pasted.calls.some(({ method, status }) => method !== 'GET' && status < 300);
    const mayStillCome = pasted.calls.every(({ status }) => status < 300 || [404, 409, 429].includes(status));
    if (done || !mayStillCome || Date.now() > end) expect.fail(`${step.where}: ${faults.join('\n')}\n${step.bash}`);
    await wait(500);
  }
}

/** What the pages change for everybody, and how it is changed back. */
const shared = [
  { path: '/v1/price-list', written: ({ items }: HttpAnswer['body']) => ({ items }) },
  { path: '/v1/templates/contact-due', written: ({ texts }: HttpAnswer['body']) => texts },
];
const before = await Promise.all(shared.map(async ({ path }) => expectStatus(await manager.get(path), 200).body));

async function writeBack(read: string, path: string, body: object): Promise<void> {
  const { version } = expectStatus(await manager.get(read), 200).body;
  expectStatus(await manager.put(path, version, body), 200);
}

afterAll(async () => {
  for (const [n, { path, written }] of shared.entries()) await writeBack(path, path, written(before[n]));
  for (const id of ['wang-fang', 'tang-lin'])
    await writeBack(`/v1/people/${id}`, `/v1/people/${id}/contact`, { email: `${id}@example.com` });
});

describe.each(pages)('%s', (page) => {
  const shell = new Shell();
  // A photo, as far as anybody looks at one.
  writeFileSync(
    join(shell.folder, 'photo.jpg'),
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 7)]),
  );
  afterAll(() => shell.close());

  let answer: unknown;
  for (const step of stepsOf(page))
    it(`${step.heading} (${step.where})`, async () => {
      answer = (await run(shell, step, answer)) ?? answer;
    });
});
