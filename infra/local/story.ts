import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readOutputs } from '../operations/outputs.ts';
import { startCloud } from './cloud.ts';
import { localConnection } from './connection.ts';
import { handedOver } from './handed-over.ts';
import { readPasswords, seedLocally } from './seeded.ts';
import { cloudFolder } from './state-folder.ts';
import { watchForStop } from './stop-request.ts';
import { burst } from './story/burst.ts';
import type { Facts } from './story/facts.ts';
import { mainJob } from './story/job.ts';
import type { Stage } from './story/stage.ts';

/**
 * `npm run story`: plays the main job over HTTP and tells it as a timeline; `--clocks N` gives N requests one common
 * deadline and measures. Uses the local cloud that runs, or starts one of its own.
 */

const company = 'demo';
const { values } = parseArgs({ options: { clocks: { type: 'string' }, json: { type: 'boolean', default: false } } });
const clocks = values.clocks === undefined ? undefined : wantedClocks(values.clocks);

const tell = (line: string): void => {
  const time = new Date().toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai' });
  // With --json the one line of facts is all that stdout gets.
  (values.json ? process.stderr : process.stdout).write(`${time}  ${line}\n`);
};

let leave = async (): Promise<void> => undefined;
try {
  const stage = (await running()) ?? (await own());
  const facts = clocks === undefined ? await play(stage) : await burst(stage, clocks, tell);
  if (values.json) console.log(JSON.stringify(facts));
  else tellFacts(facts);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
await leave();
process.exit();

async function play(on: Stage): Promise<Facts> {
  const before = new Set((await handedOver(on.url)).map(({ id }) => id));
  return mainJob(on, async () => (await handedOver(on.url)).filter(({ id }) => !before.has(id)), tell);
}

/** The cloud of `npm start`, if it runs. */
async function running(): Promise<Stage | undefined> {
  const connection = localConnection(Number(process.env.PORT ?? 8080));
  const alive = await fetch(`${connection.endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!alive) return undefined;
  const outputs = await readOutputs(connection, company);
  const passwords = readPasswords(cloudFolder());
  return { url: connection.endpoint, connection, outputs, passwords };
}

/** A cloud of our own, ended with the story: also when the story is cut short. */
async function own(): Promise<Stage> {
  tell('没有正在运行的本地云，自行启动一个 No local cloud is running: starting one');
  const stateDir = join(import.meta.dirname, '../../.local/story');
  const stop = watchForStop(() => process.exit(130));
  const cloud = await startCloud({ company, stateDir, port: 0, onProgress: tell, signal: stop.signal });
  leave = () => cloud.stop();
  void stop.made.then(leave).then(() => process.exit(130));
  return { ...cloud, passwords: await seedLocally(cloud, company, tell) };
}

function tellFacts({
  requests,
  breaches,
  early,
  emails,
  sms,
  delayMs,
  messageDelayMs,
  chainMessageDelayMs,
}: Facts): void {
  tell('—— 结果 ——');
  tell(`报事 ${requests} 件，到场超时 ${breaches} 件，早于时限 ${early} 件；超时邮件 ${emails} 封，短信 ${sms} 条`);
  const rows = {
    '到期→判定 recorded': delayMs,
    '到期→送达 accepted': messageDelayMs,
    '裸链路 bare chain': chainMessageDelayMs,
  };
  for (const [name, delays] of Object.entries(rows))
    if (delays)
      tell(
        `${name.padEnd(24)} 最短 ${delays.min} ms  p50 ${delays.p50} ms  p99 ${delays.p99} ms  最长 ${delays.max} ms`,
      );
}

function wantedClocks(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 500) return count;
  console.error('--clocks:1 到 500 的整数 an integer from 1 to 500');
  process.exit(1);
}
