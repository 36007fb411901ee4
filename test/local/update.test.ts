import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cdk } from '../../infra/local/cdk.ts';
import { eachOf } from '../../infra/local/story/facts.ts';
import { enter } from '../../infra/local/story/stage.ts';
import { act, assignedWorkOrder, type Reported, tryReport } from './faults/cases.ts';
import { lookAtEffects, metLife } from './faults/effects.ts';
import { deadLetters, inboxesOfStage } from './faults/inboxes.ts';
import { brokenJournals, rowsOf, untilSettled } from './faults/journals.ts';

/**
 * A new version of every function is deployed by `cdk deploy` while people report. What must be left behind: at most one
 * call in a hundred failed, whatever was accepted has had all its effects once, no journal has a gap.
 */

const stage = inject('stage');
const repository = join(import.meta.dirname, '../..');
const REPORTERS = 2;
const AT_ONCE = 6;

describe('an update under load', () => {
  const lives: Reported[] = [];
  const answers = { all: 0, failed: 0 };
  let deadBefore: Record<string, number>;
  let before: ReadonlyMap<string, string>;
  const restores: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const agent = await enter(stage, 'wu-ting');
    const supervisor = await enter(stage, 'zhao-gang');
    deadBefore = await deadLetters(stage);
    before = await codeOfFunctions();
    // The emulator ends a process in the middle of its work; its message comes back after that time.
    const inboxes = await inboxesOfStage(stage);
    for (const inbox of inboxes) restores.push(await inbox.tune({ visibilitySeconds: 10 }));
    let deployed = false;
    const deploying = deployNextVersion().finally(() => {
      deployed = true;
    });
    const onTheWay = Array.from({ length: REPORTERS }, async (_, reporter) => {
      for (let n = 0; !deployed; n++) {
        const { reported, statuses } = await tryReport(agent, `yunshan-${1 + ((n + reporter) % 3)}-2-102`);
        lives.push(reported);
        for (let looks = 0; looks < 4; looks++) {
          statuses.push((await agent.get(`/v1/requests/${reported.id}`)).status);
          await sleep(100);
        }
        answers.all += statuses.length;
        answers.failed += statuses.filter((status) => status >= 500).length;
      }
    });
    await Promise.all([deploying, ...onTheWay]);
    await eachOf(lives, AT_ONCE, async (life) => {
      const order = await assignedWorkOrder(supervisor, life);
      for (const kind of ['accept', 'arrive']) await act(stage, order, kind);
    });
    await untilSettled(stage, inboxes);
  }, 420_000);

  afterAll(async () => {
    for (const restore of restores) await restore();
  });

  it('every function has new code', async () => {
    const after = await codeOfFunctions();
    const old = [...before].filter(([name, sha]) => after.get(name) === sha).map(([name]) => name);
    expect(after.size).toBe(before.size);
    expect(old).toEqual([]);
  });

  it('at most one call in a hundred failed', () => {
    expect(answers.all).toBeGreaterThan(50);
    expect(answers.failed / answers.all).toBeLessThanOrEqual(0.01);
  });

  it('whatever was accepted has had all its effects, once', async () => {
    const effectsOf = await lookAtEffects(stage);
    for (const life of lives) expect(effectsOf(life)).toEqual(metLife);
    for (const service of ['intake', 'dispatch', 'sla'] as const)
      expect(brokenJournals(await rowsOf(stage, service))).toEqual([]);
    expect(await deadLetters(stage)).toEqual(deadBefore);
  });

  /** The product with another line in every function. */
  async function deployNextVersion(): Promise<void> {
    await mkdir(join(repository, '.local'), { recursive: true });
    const folder = await mkdtemp(join(repository, '.local/next-'));
    try {
      for (const part of [
        'docs',
        'infra',
        'services',
        'shared',
        'cdk.json',
        'package.json',
        'package-lock.json',
        'tsconfig.json',
      ])
        await cp(join(repository, part), join(folder, part), { recursive: true });
      await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
      const bundle = join(folder, 'infra/bundle.ts');
      const next = (await readFile(bundle, 'utf8')).replace('js: "import', 'js: "globalThis.release = 2; import');
      await writeFile(bundle, next);
      const context = ['company=demo', 'local=true', `publicUrl=${stage.url}`].map((one) => `--context=${one}`);
      await cdk(stage.connection, ['deploy', '--all', '--require-approval=never', '--concurrency=3', ...context], {
        folder,
        logFile: join(repository, '.local/test/cdk-update.log'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async function codeOfFunctions(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const client = new LambdaClient(stage.connection);
    for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
      for (const { FunctionName = '', CodeSha256 = '' } of Functions)
        if (FunctionName.startsWith('guanjia-demo-')) found.set(FunctionName, CodeSha256);
    return found;
  }
});
