import { setTimeout as wait } from 'node:timers/promises';
import { loadProfile } from '../company-profile.ts';
import { rearmCompany } from '../operations/rearm.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { type HandedOver, handedOver } from './handed-over.ts';
import { seedLocally } from './seeded.ts';
import { cloudFolder } from './state-folder.ts';
import { watchForStop } from './stop-request.ts';
import { welcome } from './welcome.ts';

/** `npm start`: the whole product on this machine, until Ctrl-C. */

const company = 'demo';
/** The messages tell the company's time, so their lines do too. */
const { timeZone } = loadProfile(company);
const began = Date.now();

let cloud: Cloud | undefined;
const stop = watchForStop(() => cloud?.kill());
try {
  const options = { company, stateDir: cloudFolder(), port: wantedPort(), onProgress: progress };
  cloud = await startCloud({ ...options, signal: stop.signal });
  const ended = cloud.ended.then(() => {
    throw new Error(`模拟器意外结束 The emulator ended by itself: ${cloud?.state.file('emulator.log')}`);
  });
  await Promise.race([serve(cloud), ended, stop.made]);
} catch (error) {
  if (!stop.signal.aborted) fail(error);
}
if (cloud) {
  console.log('\n正在保存 Saving …');
  await cloud.stop();
  console.log(`${cloud.wasSaved() ? '已保存 Saved' : '未能保存 Not saved'}，所有进程已结束 all processes ended.`);
} else if (stop.signal.aborted) {
  console.log('\n启动已中止，所有进程已结束。 Given up, all processes ended.');
}
process.exit();

async function serve(cloud: Cloud): Promise<never> {
  const before = new Set((await handedOver(cloud.url)).map(({ id }) => id));
  const passwords = await seedLocally(cloud, company, progress);
  if (!cloud.firstStart) {
    const clocks = await rearmCompany(cloud.connection, company, cloud.outputs);
    progress(`已恢复：${clocks} 个进行中的时限重新计时 Recovered: ${clocks} running clocks have new timers`);
  }
  console.log(welcome(cloud, company, passwords));
  for (;;) {
    for (const message of await handedOver(cloud.url)) {
      if (before.has(message.id)) continue;
      before.add(message.id);
      console.log(asText(message));
    }
    await wait(500);
  }
}

function asText({ channel, to, cc, subject, text }: HandedOver): string {
  const time = new Date().toLocaleTimeString('sv-SE', { timeZone });
  const head =
    channel === 'email'
      ? `${time} ✉ 邮件 e-mail → ${to}${cc === '' ? '' : `（抄送 cc ${cc}）`}\n  主题 subject: ${subject}`
      : `${time} ☎ 短信 SMS → ${to}`;
  return `${[head, ...text.trimEnd().split('\n')].join('\n  ')}\n`;
}

function wantedPort(): number {
  const { PORT = '8080' } = process.env;
  if (/^\d{1,5}$/.test(PORT)) return Number(PORT);
  fail(new Error(`PORT=${PORT}：不是端口号 is not a port number`));
  process.exit();
}

function progress(line: string): void {
  console.log(`[${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  process.exitCode = 1;
}
