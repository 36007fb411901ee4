import { setTimeout as sleep } from 'node:timers/promises';
import { GRACE_MS } from '../../../services/sla/contract/grace.ts';
import { type Caller, expectStatus } from '../callers.ts';
import type { HandedOver } from '../handed-over.ts';
import { delaysOf, type Facts, until } from './facts.ts';
import { clocksOf, enter, messagesOf, type ShownClock, type Stage, workOrdersOf } from './stage.ts';

/** Tells one line of the story, with the time in the company's zone. */
export type Tell = (line: string) => void;

const HOME = 'trial-1-1-101';
const words = { description: '厨房水管爆裂，水已经漫到客厅了' };

/**
 * The main job, twice: nobody comes, and the supervisor knows within seconds; then somebody comes in time, and
 * nobody is disturbed.
 * @param handedOver what the providers have taken since the story began
 */
export async function mainJob(stage: Stage, handedOver: () => Promise<HandedOver[]>, tell: Tell): Promise<Facts> {
  const owner = await enter(stage, 'chen-xiao');
  const supervisor = await enter(stage, 'zhao-gang');

  tell('—— 第一幕：没有人来 Nobody comes ——');
  const first = await report(owner, supervisor, tell);
  const breached = await watchBreach(owner, supervisor, first, tell);
  for (const message of (await handedOver()).filter(({ text }) => text.includes(first.number)))
    tellMessage(message, tell);
  await openLink(await handedOver(), first.number, tell);

  tell('—— 第二幕：师傅按时到场 Somebody comes in time ——');
  const second = await report(owner, supervisor, tell);
  const technician = await enter(stage, second.assignee);
  expectStatus(await technician.post(`/v1/work-orders/${second.workOrderId}/accept`), 200);
  tell(`${second.assignee} 接单 accepted`);
  expectStatus(await technician.post(`/v1/work-orders/${second.workOrderId}/arrive`), 200);
  tell(`${second.assignee} 到场 arrived`);
  await untilDue(second.due, GRACE_MS + 3000);
  const met = await arrival(owner, second.id);
  const told = (await messagesOf(supervisor, second.id)).filter(({ template }) => template === 'breach');
  tell(
    `时限已过：到场时限 ${met?.status === 'met' ? '按时完成 met' : `异常 ${met?.status}`}，超时通知 ${told.length} 条`,
  );
  if (met?.status !== 'met' || told.length > 0) throw new Error('按时到场却被判超时。 In time, yet treated as late.');

  const alarms = (await messagesOf(supervisor, first.id)).filter((m) => m.template === 'breach' && m.status === 'sent');
  const since = (instant: string | null): number => Date.parse(instant ?? '') - Date.parse(breached.due);
  const recorded = since(breached.judgedAt);
  const accepted = alarms.map(({ acceptedAt }) => since(acceptedAt));
  return {
    requests: 2,
    breaches: 1,
    early: [recorded, ...accepted].filter((ms) => ms < 0).length,
    emails: alarms.filter(({ channel }) => channel === 'email').length,
    sms: alarms.filter(({ channel }) => channel === 'sms').length,
    graceMs: GRACE_MS,
    delayMs: delaysOf([recorded]),
    messageDelayMs: delaysOf(accepted),
    chainMessageDelayMs: null,
  };
}

interface Reported {
  readonly id: string;
  readonly number: string;
  readonly due: string;
  readonly workOrderId: string;
  readonly assignee: string;
}

async function report(owner: Caller, supervisor: Caller, tell: Tell): Promise<Reported> {
  const { body } = expectStatus(await owner.post('/v1/requests', { premisesId: HOME, ...words }), 201);
  tell(
    `业主报事“${words.description}” → 单号 ${body.number}，${body.categoryLabel.zh ?? body.categoryLabel}，承诺：${body.promise.text}`,
  );
  const assigned = await until('派单', 60_000, async () =>
    (await workOrdersOf(supervisor, body.id)).find(({ assigneeStaffId }) => assigneeStaffId !== null),
  );
  tell(`工单派给 ${assigned.assigneeStaffId}，已短信通知`);
  const clocks = await until('计时', 60_000, async () => {
    const started = await clocksOf(owner, body.id);
    return started.length > 0 ? started : undefined;
  });
  for (const { kind, due } of clocks.filter(({ status }) => status === 'running'))
    tell(`  开始计时 ${kind}，到期 ${wall(due)}`);
  const due = clocks.find(({ kind }) => kind === 'arrival')?.due ?? '';
  return { id: body.id, number: body.number, due, workOrderId: assigned.id, assignee: assigned.assigneeStaffId ?? '' };
}

async function watchBreach(owner: Caller, supervisor: Caller, { id, due }: Reported, tell: Tell): Promise<ShownClock> {
  tell(`没有人接单，没有人到场，等到 ${wall(due)} …`);
  await untilDue(due, GRACE_MS);
  const breached = await until('超时判定', 60_000, async () => {
    const clock = await arrival(owner, id);
    return clock?.status === 'breached' ? clock : undefined;
  });
  tell(`到场超时，判定于到期后 ${Date.parse(breached.judgedAt ?? '') - Date.parse(due)} ms`);
  await until('超时通知', 60_000, async () => {
    const sent = (await messagesOf(supervisor, id)).filter((m) => m.template === 'breach' && m.status === 'sent');
    return sent.length >= 2 ? sent : undefined;
  });
  return breached;
}

const arrival = async (caller: Caller, id: string): Promise<ShownClock | undefined> =>
  (await clocksOf(caller, id)).find(({ kind }) => kind === 'arrival');

async function untilDue(due: string, plusMs: number): Promise<void> {
  await sleep(Math.max(0, Date.parse(due) + plusMs - Date.now()));
}

function tellMessage({ channel, to, cc, subject, text }: HandedOver, tell: Tell): void {
  tell(channel === 'email' ? `✉ 邮件 → ${to}${cc === '' ? '' : `（抄送 ${cc}）`}：${subject}` : `☎ 短信 → ${to}`);
  for (const line of text.split('\n')) tell(`    ${line}`);
}

async function openLink(messages: readonly HandedOver[], number: string, tell: Tell): Promise<void> {
  const email = messages.find(({ channel, text }) => channel === 'email' && text.includes(number));
  const link = /https?:\/\/\S+\/v1\/public\/requests\/[\w.-]+/.exec(email?.text ?? '')?.[0];
  if (!link) throw new Error('邮件里没有链接。 The e-mail has no link.');
  const page = await fetch(link);
  const html = await page.text();
  if (page.status !== 200 || !html.includes(number))
    throw new Error(`链接打不开：${page.status}。 The link does not open.`);
  tell(`打开邮件中的链接：${page.status}，页面显示单号 ${number}`);
}

const wall = (instant: string): string => new Date(instant).toLocaleTimeString('sv-SE', { timeZone: 'Asia/Shanghai' });
