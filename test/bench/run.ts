import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '../../infra/local/cloud.ts';
import { seedLocally } from '../../infra/local/seeded.ts';
import { watchForStop } from '../../infra/local/stop-request.ts';
import { burst } from '../../infra/local/story/burst.ts';
import type { Delays, Facts } from '../../infra/local/story/facts.ts';
import { newStateFolder } from '../local/test-folders.ts';

/**
 * `npm run bench`: what needs no cloud (deadlines per second beside two peers, the cost of a request's life, the bundles), then many
 * clocks with one deadline on a local cloud of its own, beside a bare chain of the same run. Prints tables and fails on
 * no time: absolute times belong to the machine, the ratio to the peer or the bare chain to us.
 */

console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.version}\n`);
// Each in a process of its own: one sets the zone, the other one stops the clock and stands in for AWS.
for (const part of ['open-time.ts', '../cost/run.ts', 'bundles.ts']) {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, part)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  console.log();
}

const stateDir = await newStateFolder();
const say = (line: string): void => console.error(`  ${line}`);
const stop = watchForStop(() => process.exit(130));
const cloud = await startCloud({ company: 'demo', stateDir, port: 0, onProgress: say, signal: stop.signal });
void stop.made.then(end).then(() => process.exit(130));
try {
  const stage = { ...cloud, passwords: await seedLocally(cloud, 'demo', say) };
  const runs: Facts[] = [];
  for (const clocks of [100, 500]) runs.push(await burst(stage, clocks, say));
  console.log(
    '| clocks | breached once | e-mails / SMS | early | recorded p50 / p99 / max (ms) | message p50 / p99 / max (ms) | bare chain p99 (ms) | aims |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const facts of runs) console.log(row(facts));
} finally {
  await end();
}
process.exit();

async function end(): Promise<void> {
  cloud.kill();
  await cloud.stop();
  await rm(stateDir, { recursive: true, force: true });
}

function row(facts: Facts): string {
  const { requests, breaches, emails, sms, early, delayMs, messageDelayMs, chainMessageDelayMs } = facts;
  const cells = [
    requests,
    breaches,
    `${emails} / ${sms}`,
    early,
    three(delayMs),
    three(messageDelayMs),
    chainMessageDelayMs?.p99 ?? '–',
    aims(facts),
  ];
  return `| ${cells.join(' | ')} |`;
}

function three(delays: Delays | null): string {
  return delays ? `${delays.p50} / ${delays.p99} / ${delays.max}` : '–';
}

/** Recorded: grace + 1.5 s. Message: grace + 1 s + three times the bare chain of the same run. */
function aims({ graceMs, delayMs, messageDelayMs, chainMessageDelayMs }: Facts): string {
  const recordedLimit = graceMs + 1500;
  const messageLimit = graceMs + 1000 + 3 * (chainMessageDelayMs?.p99 ?? 0);
  const verdict = (value: number | undefined, limit: number): string =>
    `${value !== undefined && value <= limit ? 'met' : 'missed'} (≤ ${limit})`;
  return `recorded ${verdict(delayMs?.p99, recordedLimit)}, message ${verdict(messageDelayMs?.p99, messageLimit)}`;
}
