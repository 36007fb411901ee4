import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestReclassified } from '../../services/intake/contract/events.ts';
import { tellNote } from '../../services/notification/use-cases/tell-note.ts';
import { tellComing, tellReceived } from '../../services/notification/use-cases/tell-owner.ts';
import { tellReclassified } from '../../services/notification/use-cases/tell-reclassified.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { acceptedEvent, arrival, envelope, job, preferred, REQUEST, receivedEvent, world } from './world.ts';

const { ports, sent, household, rows, reset, at, pass, receive, sweep, messages } = world();
capturedLines();
beforeEach(() => {
  reset();
  household.push({ personId: 'person-1201', kind: 'owner' }, { personId: 'person-1202', kind: 'family' });
});

const received = (urgent = true) => receive(() => tellReceived(receivedEvent({ urgent }), ports));
const { number, communityId, buildingId, premisesId, place } = job;
const AT = '2026-11-26T02:10:08.000Z';
const about = { number, communityId, buildingId, premisesId, place, at: AT, staffId: 'wu-ting' };

const simple: RequestReclassified = {
  ...about,
  ...{ category: 'simple-repair', categoryLabel: { zh: '简易维修', en: 'Simple repair' }, keyword: null },
  ...{ policyKey: 'repair.simple', department: 'engineering', skill: null, urgent: false },
  ...{ previousCategory: 'flooding', direction: 'lowered', byRoles: ['agent'], byAssignee: false },
  reason: '业主来电确认只是水龙头滴水',
  clocks: [{ ...arrival, kind: 'resolve', due: '2026-11-26T06:00:00.000Z' }],
};
const reclassified = (data: Partial<RequestReclassified> = {}, version = 2) =>
  receive(() => tellReclassified(envelope('request', REQUEST, { ...simple, ...data }, version), ports));
const texts = () => sent.map(({ text }) => text);

describe('a lowered category', () => {
  it('F-18: the household is told the new one and its promise, once; the reason stays where it signs in', async () => {
    await received();
    await reclassified();
    await reclassified();
    expect(texts().slice(1)).toEqual([
      '【云杉物业】您的报事BX0012已改按“简易维修”处理，我们将于14:00前完成，原因见报事详情。',
    ]);
    expect(JSON.stringify([...rows.values()])).not.toContain('滴水');
  });

  it('is said in English too', async () => {
    preferred(rows, 'person-1201', { language: 'en' });
    await received();
    await reclassified();
    expect(texts().at(-1)).toBe(
      '[云杉物业] Your report BX0012 is now handled as “Simple repair”. Solution by 14:00. Sign in to see why.',
    );
  });

  it('names no deadline that has passed', async () => {
    await received();
    await reclassified({ clocks: [{ ...arrival, due: AT }] });
    expect(texts().at(-1)).toContain('我们会尽快处理');
  });

  it('is told at night to those who were waiting for somebody at the door, to others in the morning', async () => {
    at('2026-11-26T14:30:00.000Z');
    await received();
    await reclassified();
    expect(texts().at(-1)).toContain('改按');
    await reclassified({ categoryLabel: { zh: '其他维修', en: 'Other repair' } }, 3);
    expect(messages().at(-1)).toMatchObject({ status: 'queued', nextTryAt: '2026-11-27T00:00:00.000Z' });
  });

  it('is what later messages call the matter', async () => {
    await received();
    await reclassified();
    await receive(() => tellComing(acceptedEvent(), ports));
    expect(messages().at(-1)).toMatchObject({ content: { variables: { categoryLabel: { zh: '简易维修' } } } });
  });

  it('waits for the request itself, and is not told any more once a later category is known', async () => {
    await expect(reclassified()).rejects.toThrow('nothing has been heard');
    await received();
    await reclassified({ direction: 'raised', urgent: true, categoryLabel: { zh: '停电', en: 'Power cut' } }, 3);
    await reclassified();
    expect(sent).toHaveLength(1);
  });
});

it('a raised category is told to nobody', async () => {
  await received();
  await reclassified({ direction: 'raised' });
  expect(sent).toHaveLength(1);
});

describe('a note that staff leave', () => {
  const note = (id: string) => {
    const data = { ...about, categoryLabel: job.categoryLabel, requestId: REQUEST, noteId: id };
    return receive(() => tellNote(envelope('note', id, data), ports));
  };
  const statuses = () =>
    messages().flatMap((message) => (message.content.template === 'owner-note' ? message.status : []));

  it('R071: the household hears that there is one', async () => {
    await received();
    await note('n1');
    await note('n1');
    expect(texts().slice(1)).toEqual([
      '【云杉物业】您的报事BX0012（水管爆裂）有物业的新留言，请登录业主服务页面查看。',
    ]);
  });

  it('R071: once in an hour, however many there are, also side by side', async () => {
    await received();
    await Promise.all([note('n1'), note('n2'), note('n3')]);
    expect(statuses().toSorted()).toEqual(['sent', 'withheld', 'withheld']);
    expect(messages().find(({ status }) => status === 'withheld')).toMatchObject({ reason: 'told-lately' });
    pass(3_599_999);
    await note('n4');
    expect(sent).toHaveLength(2);
    pass(1);
    await note('n5');
    expect(sent).toHaveLength(3);
  });

  it('R071: of a whole night’s notes one is told in the morning', async () => {
    at('2026-11-26T14:30:00.000Z');
    await received();
    await note('n1');
    pass(7_200_000);
    await note('n2');
    expect(statuses()).toEqual(['queued', 'withheld']);
    at('2026-11-27T00:00:00.000Z');
    await sweep();
    expect(texts().filter((text) => text.includes('留言'))).toHaveLength(1);
  });

  it('is still counted after the category has changed', async () => {
    await received();
    await note('n1');
    await reclassified();
    await note('n2');
    expect(statuses()).toEqual(['sent', 'withheld']);
  });

  it('waits for the request itself', async () => {
    await expect(note('n1')).rejects.toThrow('nothing has been heard');
  });
});
