import { KMSClient } from '@aws-sdk/client-kms';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { DirectoryReader, PeopleReader } from '../../services/directory/reader.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { member, morning, night, technicians } from './samples.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
let clock = 0;
let reader: DirectoryReader;

beforeEach(() => {
  dynamo.reset();
  clock = Date.parse(morning);
  reader = new DirectoryReader(documentClient(), 'directory', () => clock);
});

describe('who a token’s subject is', () => {
  const liMing = {
    sub: 's1',
    roles: ['technician', 'owner'],
    staffId: 'li-ming',
    personId: 'li-ming-at-home',
    premisesIds: ['yunshan-1-1-101'],
    communityIds: ['yunshan'],
  };

  test('is read once a minute, so rights end that soon', async () => {
    dynamo.on(GetCommand).resolvesOnce({ Item: liMing }).resolves({});
    expect(await reader.principalBySub('s1', ['technician', 'owner'])).toEqual(liMing);
    clock += 59_999;
    expect(await reader.principalBySub('s1', ['technician', 'owner'])).toEqual(liMing);
    expect(dynamo.commandCalls(GetCommand)).toHaveLength(1);
    clock += 1;
    expect(await reader.principalBySub('s1', ['technician', 'owner'])).toBeUndefined();
  });

  test('is asked for again while nobody is known: who has just been entered may come in at once', async () => {
    dynamo.on(GetCommand).resolvesOnce({}).resolves({ Item: liMing });
    expect(await reader.principalBySub('s1', ['owner'])).toBeUndefined();
    expect(await reader.principalBySub('s1', ['owner'])).toBeDefined();
  });

  test('has the roles that token and directory share, and reaches what these reach', async () => {
    dynamo.on(GetCommand).resolves({ Item: liMing });
    expect(await reader.principalBySub('s1', ['owner', 'manager'])).toEqual({
      ...liMing,
      roles: ['owner'],
      staffId: null,
      communityIds: [],
    });
    expect(await reader.principalBySub('s1', ['technician'])).toEqual({
      ...liMing,
      roles: ['technician'],
      personId: null,
      premisesIds: [],
    });
    expect(await reader.principalBySub('s1', ['manager'])).toMatchObject({
      roles: [],
      staffId: null,
      premisesIds: [],
      communityIds: [],
    });
  });

  test('does not fill the memory of a container that lives long', async () => {
    dynamo.on(GetCommand).resolves({ Item: liMing });
    for (let n = 0; n <= 1_000; n++) await reader.principalBySub(`s${n}`, []);
    await reader.principalBySub('s1000', []);
    expect(dynamo.commandCalls(GetCommand)).toHaveLength(1_001);
  });
});

describe('who is on duty for a building', () => {
  const question = { communityId: 'yunshan', buildingId: 'yunshan-3', at: morning };
  const posts = [
    { ...technicians, id: 'yunshan.east', buildings: ['yunshan-1'] },
    { ...technicians, id: 'yunshan.lead', role: 'supervisor' },
    { ...technicians, id: 'yunshan.technicians' },
  ];
  const staff = [
    member('li-ming', { roles: ['supervisor', 'technician'], skills: ['plumbing'] }),
    member('zhang-qiang', { skills: ['electrical'] }),
  ];
  const answer = (...items: object[]) => ({ Responses: { directory: items.map((item) => ({ ...item })) } });

  beforeEach(() => {
    dynamo.on(QueryCommand).resolves({ Items: posts });
    dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => {
      const keys: { pk: string }[] = RequestItems.directory.Keys;
      return answer(...staff.filter(({ id }) => keys.some(({ pk }) => pk === `staff#${id}`)));
    });
  });

  test('one query and one batch; somebody at two posts is named once', async () => {
    expect(await reader.onDuty(question)).toEqual([
      {
        staffId: 'li-ming',
        postId: 'yunshan.lead',
        department: 'engineering',
        roles: ['supervisor', 'technician'],
        skills: ['plumbing'],
      },
    ]);
    expect(dynamo.calls()).toHaveLength(2);
  });

  test('narrowed by building, department, role and skill', async () => {
    const ids = async (more: object) => (await reader.onDuty({ ...question, ...more })).map(({ postId }) => postId);
    expect(await ids({ buildingId: 'yunshan-1' })).toEqual(['yunshan.east']);
    expect(await ids({ role: 'technician' })).toEqual(['yunshan.technicians']);
    expect(await ids({ role: 'technician', skill: 'plumbing', department: 'engineering' })).toEqual([
      'yunshan.technicians',
    ]);
    expect(await ids({ role: 'technician', skill: null })).toEqual(['yunshan.technicians']);
    expect(await ids({ skill: 'electrical' })).toEqual([]);
    expect(await ids({ department: 'customer-service' })).toEqual([]);
  });

  test('whoever has lost the role of the post is not found for it', async () => {
    expect(await reader.onDuty({ ...question, role: 'supervisor', at: night })).toEqual([]);
  });

  test('nobody at all: an empty list, and no read for it', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    expect(await reader.onDuty(question)).toEqual([]);
    expect(dynamo.commandCalls(BatchGetCommand)).toEqual([]);
  });

  test('a long list of posts comes in pages', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: 'p', sk: 's' } })
      .resolves({ Items: posts });
    expect(await reader.onDuty(question)).toHaveLength(1);
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual({ pk: 'p', sk: 's' });
  });

  test('what DynamoDB leaves unread is asked for again', async () => {
    const Keys = [{ pk: 'staff#li-ming', sk: 'state' }];
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({ ...answer(), UnprocessedKeys: { directory: { Keys } } })
      .resolves(answer(...staff));
    expect(await reader.onDuty(question)).toHaveLength(1);
  });

  test('and fails aloud rather than overlook somebody', async () => {
    const Keys = [{ pk: 'staff#li-ming', sk: 'state' }];
    dynamo.on(BatchGetCommand).resolves({ ...answer(), UnprocessedKeys: { directory: { Keys } } });
    await expect(reader.onDuty(question)).rejects.toThrow('left 1 keys unread');
  });
});

test('a company without a manager is an error: an alarm must not end silently', async () => {
  dynamo
    .on(GetCommand)
    .resolvesOnce({ Item: { staffId: 'zhou-lan' } })
    .resolves({});
  expect(await reader.manager()).toBe('zhou-lan');
  await expect(reader.manager()).rejects.toThrow('no manager');
});

test('a place whose premises have gone is not found', async () => {
  dynamo
    .on(GetCommand)
    .resolvesOnce({ Item: { premisesId: 'yunshan-3-1-1201' } })
    .resolves({});
  expect(await reader.premisesByAddress('yunshan', '3栋1单元1201')).toBeUndefined();
});

test('contacts leave out who is not there', async () => {
  dynamo.on(GetCommand).resolves({});
  const people = new PeopleReader(documentClient(), 'people', new PersonalVault(new KMSClient({}), 'key'));
  expect(await people.contacts(['nobody'])).toEqual([]);
});

describe('who belongs to premises', () => {
  const household = {
    premisesId: 'yunshan-3-1-1201',
    communityId: 'yunshan',
    timeZone: 'Asia/Shanghai',
    members: [
      { personId: 'wang-fang', kind: 'owner', from: null, until: null },
      { personId: 'he-jun', kind: 'tenant', from: '2026-11-01', until: '2026-11-24' },
      { personId: 'chen-xiao', kind: 'tenant', from: '2026-11-25', until: null },
    ],
  };

  test.each([
    ['2026-11-24T15:59:59.999Z', 'he-jun'],
    ['2026-11-24T16:00:00.000Z', 'chen-xiao'],
  ])('R031: owners and tenants of that day, in the household’s own time zone: at %s %s', async (at, tenant) => {
    dynamo.on(GetCommand).resolves({ Item: household });
    expect(await reader.householdMembers('yunshan-3-1-1201', at)).toEqual([
      { personId: 'wang-fang', kind: 'owner' },
      { personId: tenant, kind: 'tenant' },
    ]);
    expect(dynamo.calls()).toHaveLength(1);
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input.Key).toEqual({
      pk: 'household#yunshan-3-1-1201',
      sk: 'state',
    });
  });

  test('is nobody where none is known', async () => {
    dynamo.on(GetCommand).resolves({});
    expect(await reader.householdMembers('yunshan-3-1-1202', morning)).toEqual([]);
  });
});
