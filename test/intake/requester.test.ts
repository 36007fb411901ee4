import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { requestReceived } from '../../services/intake/contract/events.ts';
import { evolve, type Request, requestSchema } from '../../services/intake/domain/request.ts';
import { requestAddress } from '../../services/intake/store.ts';
import type { Principal } from '../../shared/identity/principal.ts';
import { apiOf } from '../shared/api-call.ts';
import { capturedLines } from '../shared/captured-lines.ts';
import { cancelled } from '../shared/journal/cancelled.ts';
import { memoryTable } from '../shared/memory-table.ts';
import { agent, directoryOf, intake, owner, premises, standardArrives, strangerAgent, TABLE } from './samples.ts';

const { rows, reset, failNextWrites } = memoryTable();
const lines = capturedLines();
let service: ReturnType<typeof intake>;
let api: ReturnType<typeof apiOf>;

const manager: Principal = { ...agent, sub: 'sub-zhou-lan', staffId: 'zhou-lan', roles: ['manager'] };
const members = [{ personId: 'wang-fang', kind: 'tenant' as const }];

beforeEach(async () => {
  reset();
  service = intake({ directory: directoryOf([premises], { members }) });
  api = apiOf(service.operations, TABLE);
  await standardArrives(service.store);
});

const contact = { name: '欧阳金丝雀', phone: '139 1234 5678', organisation: '云杉街道办事处' };
const canaries = ['欧阳金丝雀', '13912345678', '139 1234 5678', '云杉街道办事处', 'jinsique@example.com'];
const holds = (value: unknown): string[] => canaries.filter((canary) => JSON.stringify(value).includes(canary));

const commons = 'yunshan.yunshan-3.commons';
const lamp = { premisesId: commons, description: '楼道灯不亮' };
const organisation = { kind: 'organisation', ...contact };
const passerBy = { kind: 'passer-by' };

const report = (body: object, as: Principal = agent, key?: string) =>
  api('POST', '/v1/requests', { as, body, ...(key !== undefined && { key }) });
const view = (as: Principal = agent) => api('GET', '/v1/requests/request-1', { as });
const received = async () => {
  const [event] = await service.journal.events(requestAddress('request-1'));
  return requestReceived.data.parse(event?.detail.data);
};
const errorsOf = (body: unknown) => (body as { errors: { path: string }[] }).errors.map(({ path }) => path);

describe('R008: who has no household', () => {
  test('an organisation reports a common area: promised and numbered like any other, its contact masked', async () => {
    const { status, body } = await report({ ...lamp, channel: 'phone', requester: organisation });
    expect(status).toBe(201);
    expect(body).toMatchObject({ number: 'BX000001', canCallBack: true, promise: { deadlines: expect.any(Array) } });
    expect(await received()).toMatchObject({
      premisesId: commons,
      buildingId: 'yunshan-3',
      place: '3栋公共区域',
      onBehalf: true,
      requesterKind: 'organisation',
      channel: 'phone',
    });
    expect((await view()).body).toMatchObject({
      origin: 'asked',
      requester: {
        kind: 'organisation',
        label: '外部单位',
        contact: { name: '欧****', phone: '139****5678', email: null, organisation: '云******', erasedAt: null },
      },
      canCallBack: true,
    });
  });

  test('a whole community is a place, too', async () => {
    await report({ premisesId: 'yunshan.commons', description: '大门口积水', requester: passerBy });
    expect(await received()).toMatchObject({ premisesId: 'yunshan.commons', buildingId: 'yunshan.commons' });
  });

  test('of a flat: apart from its household, which neither sees nor lists it', async () => {
    const body = { premisesId: premises.id, description: '1201 阳台往下滴水', requester: passerBy };
    await report(body);
    expect(await received()).toMatchObject({ premisesId: `${premises.id}.apart`, place: premises.place });
    expect((await view(owner)).status).toBe(404);
    expect((await api('POST', '/v1/requests/request-1/cancel', { as: owner, body: { reason: '算了' } })).status).toBe(
      404,
    );
    for (const path of ['/v1/requests', '/v1/requests/duplicates'])
      for (const query of path === '/v1/requests' ? [{}, { premisesId: premises.id }] : [{ premisesId: premises.id }])
        expect((await api('GET', path, { as: owner, query })).body).toMatchObject({ items: [] });
    for (const path of ['/v1/requests', '/v1/requests/duplicates'])
      expect((await api('GET', path, { as: agent, query: { premisesId: premises.id } })).body).toMatchObject({
        items: [{ number: 'BX000001', canCallBack: false, requesterKind: 'passer-by' }],
      });
    const card = await api('GET', '/v1/callers', { as: agent, query: { premisesId: premises.id } });
    expect(card.body).toMatchObject({ openRequests: [{ number: 'BX000001' }] });
  });

  test.each([
    ['a passer-by who leaves no number', { ...lamp, requester: passerBy }],
    ['a slip from the opinion box', { ...lamp, channel: 'opinion-box', requester: { kind: 'anonymous' } }],
    ['an anonymous complaint', { ...lamp, description: '保安态度差', requester: { kind: 'anonymous' } }],
    ['R034: staff of their own accord', { ...lamp, origin: 'proactive' }],
  ])('%s: nobody to call back, and marked so', async (_, body) => {
    expect((await report(body)).body).toMatchObject({ canCallBack: false });
    expect((await received()).canCallBack).toBe(false);
    const { body: list } = await api('GET', '/v1/requests', { as: agent });
    expect(list).toMatchObject({ items: [{ canCallBack: false }] });
    expect((await view()).body).toMatchObject({ canCallBack: false, requester: { contact: null } });
  });

  test('a passer-by who leaves a number can be called back', async () => {
    const { body } = await report({ ...lamp, requester: { ...passerBy, phone: '13912345678' } });
    expect(body).toMatchObject({ canCallBack: true });
  });

  const { phone: _, ...withoutPhone } = organisation;
  test.each<[string, object, string[]]>([
    ['a common area of nobody', lamp, ['/requester']],
    ['a common area of a household', { ...lamp, requester: { kind: 'tenant' } }, ['/requester/kind']],
    [
      'an organisation without a name and a number',
      { ...lamp, requester: { kind: 'organisation' } },
      ['/requester/organisation', '/requester/name', '/requester/phone'],
    ],
    ['an organisation that nobody can reach', { ...lamp, requester: withoutPhone }, ['/requester/phone']],
    ['an anonymous repair by phone', { ...lamp, requester: { kind: 'anonymous' } }, ['/requester/kind']],
    [
      'an anonymous reporter with a name',
      { ...lamp, channel: 'opinion-box', requester: { kind: 'anonymous', name: '欧阳金丝雀' } },
      ['/requester/name'],
    ],
    [
      'R009: a household with a second contact',
      { ...lamp, premisesId: premises.id, requester: { kind: 'tenant', phone: '13912345678' } },
      ['/requester/phone'],
    ],
    ['a number that is none', { ...lamp, requester: { ...organisation, phone: '欧阳金丝雀' } }, ['/requester/phone']],
    ['staff as somebody else', { ...lamp, requester: { kind: 'staff' } }, ['/requester/kind']],
    [
      'R034: somebody beside what nobody asked for',
      { ...lamp, origin: 'proactive', requester: passerBy },
      ['/requester'],
    ],
    ['R008: a blank description', { ...lamp, requester: passerBy, description: ' ' }, ['/description']],
    ['a place that is none', { ...lamp, premisesId: 'none.commons', requester: passerBy }, ['/premisesId']],
    ['an id of ours as a place', { ...lamp, premisesId: `${premises.id}.apart`, requester: passerBy }, ['/premisesId']],
  ])('refused: %s', async (_name, body, paths) => {
    const answer = await report(body);
    expect(answer.status).toBe(422);
    expect(errorsOf(answer.body)).toEqual(paths);
    expect(holds([answer.body, lines()])).toEqual([]);
    expect([...rows.values()].filter(({ sk }) => sk === 'state' || sk === 'contact')).toEqual([]);
  });

  test('a household says none of this, and a foreign desk reaches no common area', async () => {
    const own = { premisesId: premises.id, description: '楼道灯不亮' };
    expect(errorsOf((await report({ ...own, requester: passerBy }, owner)).body)).toEqual(['/requester']);
    expect(errorsOf((await report({ ...own, origin: 'proactive' }, owner)).body)).toEqual(['/origin']);
    expect(errorsOf((await report(lamp, owner)).body)).toEqual(['/premisesId']);
    expect(errorsOf((await report({ ...lamp, requester: passerBy }, strangerAgent)).body)).toEqual(['/premisesId']);
  });
});

describe('R269: the contact is sealed from its first write', () => {
  const body = { ...lamp, requester: { ...organisation, email: 'jinsique@example.com' } };

  test('nothing of it is in the clear anywhere: tables, events, once-records, answers, log', async () => {
    const answer = await report(body);
    expect(answer.status).toBe(201);
    expect(holds([answer, lines(), [...rows.values()]])).toEqual([]);
    expect([...rows.values()].filter(({ sk }) => sk === 'contact')).toHaveLength(1);
    expect(holds(await api('GET', '/v1/requests', { as: agent }))).toEqual([]);
    expect(holds(await view())).toEqual([]);
  });

  test('the same call again: the same answer, sealed once', async () => {
    const first = await report(body, agent, 'same');
    const sealed = JSON.stringify([...rows.values()].find(({ sk }) => sk === 'contact'));
    const second = await report(body, agent, 'same');
    expect(second.body).toEqual(first.body);
    expect(JSON.stringify([...rows.values()].find(({ sk }) => sk === 'contact'))).toBe(sealed);
    expect([...rows.values()].filter(({ sk }) => sk === 'contact')).toHaveLength(1);
  });

  test('a conflict on the way leaves one contact, which opens', async () => {
    failNextWrites(cancelled('None', 'TransactionConflict', 'None', 'None'));
    expect((await report(body)).status).toBe(201);
    const revealed = await api('POST', '/v1/requests/request-2/reveal-contact', {
      as: agent,
      body: { reason: '回电' },
    });
    expect(revealed.body).toMatchObject({ name: '欧阳金丝雀', phone: '+8613912345678' });
  });

  test('without KMS nothing is written', async () => {
    mockClient(KMSClient).on(GenerateDataKeyCommand).rejects(new Error('down'));
    expect((await report(body)).status).toBeGreaterThanOrEqual(500);
    expect(holds(lines())).toEqual([]);
    expect([...rows.values()].filter(({ sk }) => sk === 'state' || sk === 'contact')).toEqual([]);
  });
});

describe('R271: looks at a contact', () => {
  const ask = (path: string, as: Principal = agent, body: object = { reason: '回电确认位置' }) =>
    api('POST', `/v1/requests/request-1/${path}`, { as, body });
  const reads = (as: Principal = manager) => api('GET', '/v1/requests/request-1/contact-reads', { as });

  beforeEach(async () => {
    await report({ ...lamp, requester: { ...organisation, email: 'jinsique@example.com' } });
  });

  test('in the clear for a reason, written down first, and never stored', async () => {
    const { status, body } = await ask('reveal-contact');
    expect(status).toBe(200);
    expect(body).toEqual({
      name: '欧阳金丝雀',
      phone: '+8613912345678',
      email: 'jinsique@example.com',
      organisation: '云杉街道办事处',
    });
    expect((await reads()).body).toMatchObject({
      items: [{ staffId: 'wu-ting', what: 'reveal', reason: '回电确认位置' }],
      next: null,
    });
    expect(holds([[...rows.values()], lines()])).toEqual([]);
  });

  test('each look is a line of its own, also under the same key', async () => {
    for (let n = 0; n < 2; n++)
      await api('POST', '/v1/requests/request-1/reveal-contact', { as: agent, body: { reason: '回电' }, key: 'same' });
    expect((await reads()).body).toMatchObject({ items: [{ reason: '回电' }, { reason: '回电' }] });
  });

  test('without a reason, and by others, not at all', async () => {
    expect((await ask('reveal-contact', agent, { reason: ' ' })).status).toBe(422);
    expect((await ask('reveal-contact', strangerAgent)).status).toBe(404);
    expect((await ask('reveal-contact', owner)).status).toBe(403);
    expect((await reads(agent)).status).toBe(403);
    expect((await reads()).body).toMatchObject({ items: [] });
  });

  test('a request of a household has none', async () => {
    await report({ premisesId: premises.id, description: '灯泡不亮' });
    const answer = await api('POST', '/v1/requests/request-2/reveal-contact', { as: agent, body: { reason: '回电' } });
    expect(answer.status).toBe(409);
  });

  test('R272: erased is gone for good: no key, no field, nobody to call back; the log stays', async () => {
    expect((await ask('erase-contact', agent)).status).toBe(403);
    expect((await ask('erase-contact', manager, { reason: '本人要求' })).status).toBe(200);
    expect([...rows.values()].find(({ sk }) => sk === 'contact')).toMatchObject({ sealed: null });
    expect((await ask('reveal-contact')).status).toBe(409);
    expect((await ask('erase-contact', manager)).status).toBe(409);
    expect((await view()).body).toMatchObject({
      canCallBack: false,
      requester: { contact: { name: null, phone: null, erasedAt: expect.any(String) } },
    });
    expect((await reads()).body).toMatchObject({ items: [{ what: 'erase', reason: '本人要求', staffId: 'zhou-lan' }] });
    const events = await service.journal.events(requestAddress('request-1'));
    expect(events.map(({ name }) => name)).toEqual(['request.received', 'request.contact-erased']);
  });

  test('a contact opens for its own request alone', async () => {
    const kms = mockClient(KMSClient);
    const contexts: unknown[] = [];
    kms.on(DecryptCommand).callsFake(async ({ EncryptionContext }) => {
      contexts.push(EncryptionContext);
      return {};
    });
    expect((await ask('reveal-contact')).status).toBe(500);
    expect(contexts).toEqual([{ person: 'request.request-1' }]);
  });
});

describe('R031: as what somebody reports', () => {
  test('a resident as what the household knows them', async () => {
    await report({ premisesId: premises.id, description: '灯泡不亮' }, owner);
    expect((await received()).requesterKind).toBe('tenant');
    expect((await view()).body).toMatchObject({ requester: { kind: 'tenant', label: '租户' }, canCallBack: true });
    expect((await view(owner)).body).not.toHaveProperty('requester');
  });

  test('on behalf of a household as what the caller says, and the household sees it', async () => {
    await report({ premisesId: premises.id, description: '灯泡不亮', requester: { kind: 'family' } });
    expect(await received()).toMatchObject({ premisesId: premises.id, requesterKind: 'family' });
    expect((await view(owner)).status).toBe(200);
  });

  test('R032: a unit that is a customer, with the organisation and its contact person', async () => {
    const unit = { ...organisation, kind: 'unit-customer', organisation: '第一教学楼' };
    await report({ ...lamp, requester: unit });
    expect((await view()).body).toMatchObject({ requester: { kind: 'unit-customer', label: '单位客户' } });
  });
});

describe('R034: proactive requests', () => {
  test('are counted apart, by month, and stand among the open ones all the same', async () => {
    await report({ ...lamp, origin: 'proactive' });
    await report({ ...lamp, requester: passerBy });
    await report({ premisesId: premises.id, description: '计划停水，提前告知独居老人', origin: 'proactive' });
    expect(await received()).toMatchObject({ origin: 'proactive', requesterKind: 'staff' });
    const list = async (query: Record<string, string>, as: Principal = agent) => {
      const { body } = await api('GET', '/v1/requests', { as, query });
      return (body as { items: { number: string; origin: string }[] }).items;
    };
    expect((await list({ origin: 'proactive' })).map(({ number }) => number)).toEqual(['BX000003', 'BX000001']);
    expect(await list({ origin: 'proactive', month: '2020-01' })).toEqual([]);
    expect((await list({})).map(({ origin }) => origin)).toEqual(['proactive', 'asked', 'proactive']);
    expect(await list({ origin: 'proactive', communityId: 'yunshan' }, strangerAgent)).toEqual([]);
  });

  test('an ended one stays counted', async () => {
    await report({ ...lamp, origin: 'proactive' });
    await api('POST', '/v1/requests/request-1/cancel', { as: agent, body: { reason: '已自行处理' } });
    const { body } = await api('GET', '/v1/requests', { as: agent, query: { origin: 'proactive' } });
    expect(body).toMatchObject({ items: [{ number: 'BX000001', open: false }] });
  });
});

describe('R004: channels of staff', () => {
  test.each(['phone', 'visit', 'email', 'opinion-box'])(
    '%s: a complaint is on record before it can be closed',
    async (channel) => {
      const body = { premisesId: premises.id, description: '保安态度差', channel };
      expect((await report(body)).status).toBe(201);
      expect((await received()).channel).toBe(channel);
      expect((await report(body, owner)).status).toBe(422);
      const closing = { as: agent, body: { causeCode: 'attitude', improvementMeasure: '培训' } };
      expect((await api('POST', '/v1/requests/none/close', closing)).status).toBe(404);
      expect((await api('POST', '/v1/requests/request-1/close', closing)).status).toBe(409);
    },
  );
});

test('a row written before any of this is a household’s, as it was', async () => {
  await report({ premisesId: premises.id, description: '灯泡不亮' }, owner);
  const key = `${requestAddress('request-1').pk}\nstate`;
  const { requesterKind, hasContact, assessment, holders, firstActAt, ...old } = rows.get(key) ?? {};
  expect([requesterKind, hasContact, assessment, holders, firstActAt]).toEqual(['tenant', false, null, [], null]);
  rows.set(key, old);
  expect((await view()).body).toMatchObject({
    origin: 'asked',
    requester: { kind: null, contact: null },
    canCallBack: true,
    assessment: null,
    responsible: [],
    firstResponseAt: null,
  });
  expect((await api('POST', '/v1/requests/request-1/confirm', { as: agent, body: {} })).status).toBe(200);
  expect((await view()).body).toMatchObject({ responsible: [{ staffId: 'wu-ting' }] });
});

test('the journal, replayed, gives the state of a life without a household', async () => {
  await report({
    ...lamp,
    description: '保安态度差',
    requester: organisation,
    about: 'li-ming',
    assessment: { importance: 'high', urgency: 'low' },
  });
  await api('POST', '/v1/requests/request-1/confirm', { as: agent, body: {} });
  await api('POST', '/v1/requests/request-1/erase-contact', { as: manager, body: { reason: '本人要求' } });
  await api('POST', '/v1/requests/request-1/resolve', { as: agent, body: { result: '已道歉' } });
  const address = requestAddress('request-1');
  const events = await service.journal.events(address);
  expect(events).toHaveLength(5);
  const replayed = events.reduce<Request | undefined>(
    (state, event) =>
      evolve(state, { ...event, data: event.detail.data }, { id: address.id, actor: event.detail.actor }),
    undefined,
  );
  expect(await service.journal.read(address, requestSchema)).toEqual({ version: events.length, state: replayed });
});
