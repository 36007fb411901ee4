import { expect, inject, it } from 'vitest';
import { handedOver } from '../../infra/local/handed-over.ts';
import { mainJob } from '../../infra/local/story/job.ts';
import { enter } from '../../infra/local/story/stage.ts';
import { trialStandard } from '../../infra/local/story/trial-standard.ts';

const stage = inject('stage');

it('the story plays through, and tells what happened', async () => {
  const [manager, agent] = await Promise.all([enter(stage, 'zhou-lan'), enter(stage, 'wu-ting')]);
  const standard = await trialStandard(manager, agent);
  await standard.limitArrival(6);
  try {
    const before = new Set((await handedOver(stage.url)).map(({ id }) => id));
    const fresh = async () => (await handedOver(stage.url)).filter(({ id }) => !before.has(id));
    const lines: string[] = [];
    const facts = await mainJob(stage, fresh, (line) => lines.push(line));
    expect(facts).toMatchObject({ requests: 2, breaches: 1, early: 0, emails: 1, sms: 1 });
    const told = lines.join('\n');
    for (const part of [
      '没有人来',
      '承诺：6 秒内到场',
      '工单派给 li-ming',
      '✉ 邮件 → zhao-gang@example.com（抄送 chen-jing@example.com）',
      '紧急超时',
    ])
      expect(told).toContain(part);
    expect(told).toMatch(/打开邮件中的链接：200[\s\S]*按时到场[\s\S]*到场时限 按时完成 met，超时通知 0 条/);
  } finally {
    await standard.restore();
  }
});
