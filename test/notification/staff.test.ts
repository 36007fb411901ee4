import { beforeEach, describe, expect, it } from 'vitest';
import { tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import {
  tellCancelled,
  tellContactDue,
  tellNotAccepted,
  tellRefused,
} from '../../services/notification/use-cases/tell-staff.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { envelope, job, receivedEvent, world } from './world.ts';

const { ports, sent, onDuty, desk, reset, receive } = world();
capturedLines();
beforeEach(reset);

const at = '2026-11-26T02:05:00.000Z';
const known = () => receive(() => tellReceived(receivedEvent(), ports));
const refused = (refusals: number) => {
  const data = { ...job, staffId: 'li-ming', at, refusals, reason: 'no-skill' };
  return receive(() => tellRefused(envelope('work-order', 'w1', data, 2 + refusals), ports));
};
const notAccepted = (nextStaffId: string | null) => {
  const data = { ...job, staffId: 'li-ming', nextStaffId, at };
  return receive(() => tellNotAccepted(envelope('work-order', 'w1', data, 3), ports));
};
const cancelled = (assigneeStaffId: string | null) =>
  receive(() => tellCancelled(envelope('work-order', 'w1', { ...job, assigneeStaffId, at }, 4), ports));

describe('a refusal', () => {
  it('R078: goes to the supervisor on duty from the second on', async () => {
    await known();
    await refused(1);
    expect(sent).toEqual([]);
    await refused(2);
    await refused(2);
    expect(sent).toEqual([
      {
        channel: 'sms',
        to: '+8613800138006',
        text: '【云杉物业】退单提醒：云杉花园3栋1单元1201水管爆裂已被退单2次，最近一次由李明退回，请指派人员。单号BX0012',
      },
    ]);
  });

  it('goes to the manager when no supervisor of that department is on duty', async () => {
    onDuty.set('engineering', []);
    await known();
    await refused(2);
    expect(sent.map(({ to }) => to)).toEqual(['+8613800138010']);
  });

  it('waits for the request, which names the department', async () => {
    await expect(refused(2)).rejects.toThrow('nothing has been heard');
    expect(sent).toEqual([]);
  });
});

describe('a work order that nobody accepts in time', () => {
  it('R154: is told to the agent on duty, with who has it now', async () => {
    await notAccepted('liu-yang');
    await notAccepted('liu-yang');
    expect(sent).toEqual([
      {
        channel: 'sms',
        to: '+8613800138001',
        text: '【云杉物业】未接单提醒：云杉花园3栋1单元1201水管爆裂，李明未按时接单，已改派刘洋。单号BX0012',
      },
    ]);
  });

  it('is told to the control room where no agent is on duty, and to the manager where nobody is', async () => {
    desk.set('agent', []);
    await notAccepted('liu-yang');
    expect(sent).toMatchObject([{ to: '+8613800138002', text: expect.stringContaining('已改派刘洋') }]);
    reset();
    desk.set('agent', []).set('control-room', []);
    await notAccepted('liu-yang');
    expect(sent.map(({ to }) => to)).toEqual(['+8613800138010']);
    desk.set('control-room', ['he-ping']);
  });
});

describe('a household that has heard nothing for long', () => {
  const contactDue = (holderStaffIds: readonly string[]) => {
    const { communityId, buildingId, premisesId, number, place, categoryLabel } = job;
    const about = { communityId, buildingId, premisesId, number, place, categoryLabel };
    const instants = { at, heardAt: '2026-11-25T02:00:00.000Z', dueAt: '2026-11-26T02:00:00.000Z' };
    const data = {
      ...about,
      ...instants,
      department: 'engineering',
      urgent: true,
      holderStaffIds: [...holderStaffIds],
    };
    return receive(() => tellContactDue(envelope('request', job.requestId, data, 7), ports));
  };

  it('R072: is told to the agent on duty, with who has the work', async () => {
    await contactDue(['li-ming']);
    await contactDue(['li-ming']);
    expect(sent).toEqual([
      {
        channel: 'sms',
        to: '+8613800138001',
        text: '【云杉物业】请联系业主：云杉花园3栋1单元1201水浸，自11月25日10:00起未向业主反馈进展，负责人李明。单号BX0012',
      },
    ]);
  });

  it('R072: is told to the control room where no agent is on duty', async () => {
    desk.set('agent', []);
    await contactDue([]);
    expect(sent).toMatchObject([{ to: '+8613800138002', text: expect.stringContaining('暂无负责人。') }]);
  });
});

describe('a work order that nobody is left to be asked for', () => {
  it('R065: is told to the agent and to the supervisor of the department whose work it is', async () => {
    await known();
    await notAccepted(null);
    const text = expect.stringContaining('李明未按时接单，暂无他人可派，已开放抢单，请协调');
    expect(sent).toMatchObject([
      { to: '+8613800138001', text },
      { to: '+8613800138006', text },
    ]);
  });
});

describe('a work order that is cancelled', () => {
  it('is told to whoever had it', async () => {
    await cancelled('li-ming');
    await cancelled('li-ming');
    expect(sent.map(({ to, text }) => [to, text])).toEqual([
      ['+8613800138003', '【云杉物业】取消派单：云杉花园3栋1单元1201水管爆裂，无需再上门。单号BX0012'],
    ]);
  });

  it('is told to nobody when nobody had it', async () => {
    await cancelled(null);
    expect(sent).toEqual([]);
  });
});
