import { beforeEach, describe, expect, it } from 'vitest';
import { Refused, TryLater } from '../../services/notification/channels/port.ts';
import { tellBreach } from '../../services/notification/use-cases/tell-breach.ts';
import { tellAssignee } from '../../services/notification/use-cases/tell-staff.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { assignedEvent, breachEvent, Crash, escalation, world } from './world.ts';

const { ports, sent, onDuty, reset, pass, provide, interrupt, receive, sweep, messages, events } = world();
const lines = capturedLines();
beforeEach(reset);

const breach = () => receive(() => tellBreach(breachEvent(), ports));
const assign = (urgent: boolean) => receive(() => tellAssignee(assignedEvent({ urgent }), ports));

/** Minutes pass, the sweep runs in each. */
async function later(minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n++) {
    pass(60_000);
    await sweep();
  }
}

const metrics = () => lines().filter((line) => 'MessagesFailed' in line);

describe('a breach', () => {
  it('gives the supervisor an e-mail and an SMS at once, customer service a copy of the e-mail', async () => {
    await breach();
    expect(sent.map(({ channel, to }) => [channel, to])).toEqual([
      ['email', 'zhao-gang@example.com'],
      ['sms', '+8613800138006'],
    ]);
    expect(sent[0]).toMatchObject({
      copies: ['chen-jing@example.com'],
      text: expect.stringContaining('https://example.com/v1/public/requests/r1.token'),
    });
    expect(sent[1]).toMatchObject({ text: expect.stringContaining('负责人李明未到场，已超8秒') });
    expect(messages()).toMatchObject([
      { status: 'sent', attempts: 1, uncertain: false },
      { status: 'sent', attempts: 1, uncertain: false },
    ]);
    expect(events()).toMatchObject(
      ['email', 'sms'].map((channel) => ({
        name: 'message.delivered',
        data: { template: 'breach', channel, staffId: 'zhao-gang', requestId: 'r1', clockId: 'r1.arrival.1' },
      })),
    );
  });

  it('goes to the manager when nobody is on duty', async () => {
    onDuty.set('engineering', []);
    await breach();
    expect(sent.map(({ to }) => to)).toEqual(['zhou-lan@example.com', '+8613800138010']);
  });

  it('is told once, however often its event comes, and once per level', async () => {
    await breach();
    await breach();
    await receive(() => tellBreach(breachEvent({ escalationId: 'another' }), ports));
    expect(sent).toHaveLength(2);
    await receive(() => tellBreach(breachEvent({ escalationId: 'level-2', level: 2 }), ports));
    expect(sent).toHaveLength(4);
  });

  it('is told once when its event comes twice at the same time', async () => {
    await Promise.all([breach(), breach()]);
    expect(sent).toHaveLength(2);
  });
});

describe('an assignment', () => {
  it('gives the technician an SMS', async () => {
    await assign(true);
    await assign(true);
    expect(sent).toMatchObject([{ channel: 'sms', to: '+8613800138003' }]);
  });
});

describe('a process that ends', () => {
  /** Afterwards the event comes again, and the sweep runs. @returns how often a provider has accepted */
  async function crashAt(point: string, urgent: boolean): Promise<number> {
    interrupt((at) => {
      if (at === point) throw new Crash(point);
    });
    await expect(assign(urgent)).rejects.toThrow(Crash);
    interrupt(() => undefined);
    await later(3);
    await assign(urgent);
    await later(1);
    return sent.length;
  }

  describe.each(['before commit', 'after commit', 'before claim', 'after record'])('%s', (point) => {
    it.each([true, false])('sends exactly once, urgent: %s', async (urgent) => {
      expect(await crashAt(point, urgent)).toBe(1);
      expect(messages()).toMatchObject([{ status: 'sent', uncertain: false }]);
      expect(events()).toMatchObject([{ name: 'message.delivered', data: { uncertain: false } }]);
    });
  });

  describe.each([
    ['after claim', 0],
    ['before accept', 0],
    ['after accept', 1],
    ['before record', 1],
  ])('%s', (point, accepted) => {
    it('sends an urgent message again, and marks it', async () => {
      expect(await crashAt(point, true)).toBe(accepted + 1);
      expect(messages()).toMatchObject([{ status: 'sent', uncertain: true, attempts: 2 }]);
      expect(events()).toMatchObject([{ name: 'message.delivered', data: { uncertain: true } }]);
    });

    it('leaves any other unknown, and tells so', async () => {
      expect(await crashAt(point, false)).toBe(accepted);
      expect(messages()).toMatchObject([{ status: 'unknown' }]);
      expect(events()).toMatchObject([
        { name: 'message.failed', data: { reason: 'outcome-unknown', uncertain: true } },
      ]);
      expect(metrics()).toHaveLength(1);
    });
  });

  it('is not taken for dead before its lease is over', async () => {
    interrupt((at) => {
      if (at === 'after claim') throw new Crash();
    });
    await expect(assign(true)).rejects.toThrow(Crash);
    interrupt(() => undefined);
    pass(59_999);
    await sweep();
    await assign(true);
    expect(sent).toHaveLength(0);
    pass(1);
    await sweep();
    expect(sent).toHaveLength(1);
  });

  it('at any point of a breach lets nobody go untold, and tells nobody twice without a mark', async () => {
    let points = 0;
    interrupt(() => void points++);
    await breach();
    expect(points).toBeGreaterThan(12);
    for (let last = 1; last <= points; last++) {
      reset();
      let passed = 0;
      interrupt(() => {
        if (++passed >= last) throw new Crash();
      });
      await expect(breach()).rejects.toThrow(Crash);
      interrupt(() => undefined);
      await later(3);
      await breach();
      for (const message of messages()) {
        expect(message.status).toBe('sent');
        const times = sent.filter(({ channel }) => channel === message.channel).length;
        expect(times, `ended at point ${last}`).toBeGreaterThan(0);
        expect(times, `ended at point ${last}`).toBeLessThanOrEqual(message.uncertain ? 2 : 1);
      }
      expect(messages()).toHaveLength(2);
    }
  });
});

describe('a provider that wants it later', () => {
  const throttled = () => {
    throw new TryLater('TooManyRequestsException', false);
  };

  it('gets an urgent message again as soon as its event comes back', async () => {
    provide(throttled);
    await expect(breach()).rejects.toThrow('2 put off');
    expect(messages()).toMatchObject([{ status: 'queued', uncertain: false }, { status: 'queued' }]);
    await expect(breach(), 'too early').rejects.toThrow('2 put off');
    expect(messages()).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
    pass(5_000);
    provide(() => undefined);
    await breach();
    expect(messages()).toMatchObject([{ status: 'sent', attempts: 2, uncertain: false }, { status: 'sent' }]);
  });

  it('does not bring the event back for a message that can wait, nor for ever', async () => {
    provide(throttled);
    await assign(false);
    expect(messages()).toMatchObject([{ status: 'queued' }]);
    reset();
    provide(throttled);
    for (const pause of [5_000, 10_000, 20_000]) {
      await expect(assign(true)).rejects.toThrow('1 put off');
      pass(pause);
    }
    await assign(true);
    expect(messages()).toMatchObject([{ status: 'queued', attempts: 4 }]);
  });

  it('is asked again by the sweep, less and less often, and ten times in all', async () => {
    provide(throttled);
    await assign(false);
    await later(90);
    expect(messages()).toMatchObject([{ status: 'failed', reason: 'gave-up', attempts: 10 }]);
    expect(events()).toMatchObject([{ name: 'message.failed', data: { reason: 'gave-up', uncertain: false } }]);
    expect(metrics()).toHaveLength(1);
  });

  it('may have accepted it all the same: then only an urgent message goes out again, and is marked', async () => {
    const silent = () => {
      throw new TryLater('ECONNRESET', true);
    };
    provide(silent);
    await assign(false);
    await later(3);
    expect(messages()).toMatchObject([{ status: 'unknown', attempts: 1 }]);
    reset();
    provide(silent);
    await expect(assign(true)).rejects.toThrow('1 put off');
    provide(() => undefined);
    await later(1);
    expect(messages()).toMatchObject([{ status: 'sent', attempts: 2, uncertain: true }]);
  });
});

describe('a message that nobody will take', () => {
  it('fails at once when the provider refuses it', async () => {
    provide(() => {
      throw new Refused('MessageRejected');
    });
    await breach();
    await later(3);
    expect(messages()).toMatchObject([
      { status: 'failed', reason: 'MessageRejected', attempts: 1 },
      { status: 'failed', reason: 'MessageRejected', attempts: 1 },
    ]);
    expect(events().map(({ name }) => name)).toEqual(['message.failed', 'message.failed']);
    expect(metrics()).toHaveLength(2);
  });

  it('fails at once when the person has no address', async () => {
    onDuty.set('engineering', ['somebody-new']);
    await breach();
    expect(messages()).toMatchObject([{ reason: 'no-address' }, { reason: 'no-address' }]);
  });
});

describe('what is needed for a message', () => {
  it('is not the name of somebody who cannot be read: the alarm goes out with the staff id', async () => {
    const contacts = async (ids: readonly string[]) => {
      if (ids.includes('li-ming')) throw new Error('tampered with');
      return ports.people.contacts(ids);
    };
    await receive(() => tellBreach(breachEvent(), { ...ports, people: { contacts } }));
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ text: expect.stringContaining('负责人li-ming未到场') });
  });

  it('is looked up before the message is claimed, so that its lack leaves it queued and certain', async () => {
    const broken = { ...ports, people: { contacts: () => Promise.reject(new Error('KMS is away')) } };
    await expect(receive(() => tellBreach(breachEvent(), broken))).rejects.toThrow('KMS is away');
    expect(messages()).toMatchObject([{ status: 'queued', attempts: 0 }, { status: 'queued' }]);
    await breach();
    expect(messages()).toMatchObject([{ status: 'sent', uncertain: false }, { status: 'sent' }]);
  });

  it('does not include the name of the holder: an alarm goes out without it', async () => {
    await receive(() => tellBreach(breachEvent({ ...escalation, holderStaffId: 'gone-away' }), ports));
    expect(sent[1]).toMatchObject({ text: expect.stringContaining('负责人gone-away未到场') });
  });
});

describe('the journal', () => {
  it('tells of every end what the state holds', async () => {
    await breach();
    await assign(true);
    for (const message of messages()) {
      const told = events().filter(({ data }) => data.messageId === message.messageId);
      if (message.status !== 'sent') throw new Error('not sent');
      const { messageId, channel, staffId, requestId, clockId, uncertain, acceptedAt, providerId, content } = message;
      expect(told.map(({ data }) => data)).toEqual([
        {
          messageId,
          template: content.template,
          channel,
          staffId,
          requestId,
          clockId,
          uncertain,
          acceptedAt,
          providerId,
        },
      ]);
    }
  });
});
