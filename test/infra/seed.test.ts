import { createHmac } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { GenerateDataKeyCommand, GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadProfile } from '../../infra/company-profile.ts';
import type { Outputs } from '../../infra/operations/outputs.ts';
import { type SeedOptions, seedCompany, told } from '../../infra/operations/seed.ts';
import { newPassword } from '../../infra/operations/seed-accounts.ts';
import { residentsOf } from '../../infra/operations/seed-directory.ts';
import { DirectoryReader } from '../../services/directory/reader.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { memoryTable } from '../shared/memory-table.ts';

const { dynamo, rows, reset } = memoryTable();
const kms = mockClient(KMSClient);
const cognito = mockClient(CognitoIdentityProviderClient);
const nothing = {};
const outputs: Outputs = {
  platform: { UserPoolId: 'pool' },
  directory: { TableName: 'directory', PeopleTableName: 'people', PersonalKeyId: 'personal', SearchKeyId: 'search' },
  sla: { TableName: 'sla' },
  intake: nothing,
  dispatch: { TableName: 'dispatch' },
  notification: nothing,
};

/** The user pool: which accounts it has, and how far each was made. */
const pool = new Map<string, { ready: boolean; groups: string[]; password?: string }>();
const sub = (username = '') => [{ Name: 'sub', Value: `sub-of-${username}` }];

beforeEach(() => {
  reset();
  pool.clear();
  kms.reset();
  kms.on(GenerateDataKeyCommand).resolves({ Plaintext: new Uint8Array(32), CiphertextBlob: new Uint8Array([1]) });
  kms.on(GenerateMacCommand).callsFake(async ({ KeyId, Message }) => ({
    Mac: createHmac('sha256', KeyId).update(Message).digest(),
  }));
  cognito.reset();
  cognito.on(AdminGetUserCommand).callsFake(async ({ Username }) => {
    const account = pool.get(Username);
    if (!account) throw new UserNotFoundException({ message: 'no such user', $metadata: {} });
    return { UserAttributes: sub(Username), UserStatus: account.ready ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD' };
  });
  cognito.on(AdminCreateUserCommand).callsFake(async ({ Username }) => {
    pool.set(Username, { ready: false, groups: [] });
    return { User: { Attributes: sub(Username) } };
  });
  cognito.on(AdminAddUserToGroupCommand).callsFake(async ({ Username, GroupName }) => {
    pool.get(Username)?.groups.push(GroupName);
  });
  cognito.on(AdminSetUserPasswordCommand).callsFake(async ({ Username, Password }) => {
    const account = pool.get(Username);
    if (account) Object.assign(account, { ready: true, password: Password });
  });
});

async function seed(more: Partial<SeedOptions> = {}) {
  const passwords: Record<string, string> = {};
  const written = await seedCompany({
    company: 'demo',
    connection: { region: 'ap-southeast-1' },
    outputs,
    onProgress: () => undefined,
    onAccount: ({ username, password }) => {
      passwords[username] = password;
    },
    ...more,
  });
  return { written, passwords };
}

describe('the first seed of a company', () => {
  test('gives every person of the profile an account with one password, told once', async () => {
    const { passwords } = await seed();
    expect(Object.keys(passwords).sort()).toEqual([...pool.keys()].sort());
    expect(pool.get('zhou-lan')).toEqual({ ready: true, groups: ['manager'], password: passwords['zhou-lan'] });
    expect(pool.get('wang-fang')).toMatchObject({ ready: true, groups: ['owner'] });
    const [create] = cognito.commandCalls(AdminCreateUserCommand);
    expect(create?.args[0].input).toEqual({
      UserPoolId: 'pool',
      Username: expect.any(String),
      MessageAction: 'SUPPRESS',
    });
  });

  test('lets an owner reach the own flat, staff their communities, the manager all of them', async () => {
    await seed();
    const reader = new DirectoryReader(documentClient(), 'directory');
    expect(await reader.principalBySub('sub-of-wang-fang', ['owner'])).toMatchObject({
      personId: 'wang-fang',
      premisesIds: ['yunshan-3-1-1201'],
      communityIds: [],
    });
    expect(await reader.principalBySub('sub-of-qian-wei', ['supervisor'])).toMatchObject({ communityIds: ['yunshan'] });
    expect(await reader.principalBySub('sub-of-zhou-lan', ['manager'])).toMatchObject({
      staffId: 'zhou-lan',
      communityIds: ['yunshan', 'trial'],
    });
    expect(await reader.manager()).toBe('zhou-lan');
  });

  test('R268: limits to buildings whoever stands only at posts of some buildings', () => {
    const profile = loadProfile('demo');
    const posts = profile.posts.map((post) =>
      post.id === 'lobby' && post.communityId === 'yunshan' ? { ...post, buildings: ['yunshan-3'] } : post,
    );
    const of = (staffId: string) => residentsOf({ ...profile, posts }).find((one) => one.staffId === staffId);
    expect(of('sun-li')).toMatchObject({
      communityIds: ['yunshan', 'trial'],
      buildings: { yunshan: ['yunshan-3'] },
    });
    for (const staffId of ['wu-ting', 'zhou-lan']) expect(of(staffId)).not.toHaveProperty('buildings');
  });

  test('leads from premises to their owners', async () => {
    await seed();
    const reader = new DirectoryReader(documentClient(), 'directory');
    const owners = (premisesId: string) => reader.householdMembers(premisesId, '2026-11-25T04:00:00.000Z');
    expect(await owners('yunshan-3-1-1201')).toEqual([{ personId: 'wang-fang', kind: 'owner' }]);
    expect(await owners('yunshan-1-2-602')).toEqual([{ personId: 'he-jun', kind: 'owner' }]);
    expect(await owners('yunshan-3-1-1202')).toEqual([]);
  });

  test('puts a technician and a supervisor on duty day and night', async () => {
    await seed();
    const reader = new DirectoryReader(documentClient(), 'directory');
    for (const at of ['2026-11-25T04:00:00.000Z', '2026-11-25T16:00:00.000Z'])
      for (const role of ['technician', 'supervisor'])
        for (const [communityId, buildingId] of [
          ['yunshan', 'yunshan-3'],
          ['trial', 'trial-520'],
        ] as const)
          expect(await reader.onDuty({ communityId, buildingId, department: 'engineering', role, at })).not.toEqual([]);
  });

  test('puts whoever else is sent on duty day and night, and the control room at night', async () => {
    await seed();
    const reader = new DirectoryReader(documentClient(), 'directory');
    const roles = async (communityId: string, at: string) =>
      new Set((await reader.onDuty({ communityId, buildingId: '', at })).flatMap((one) => one.roles));
    for (const communityId of ['yunshan', 'trial']) {
      const field = ['technician', 'concierge', 'profile-keeper', 'order-keeper', 'cleaner'];
      expect(await roles(communityId, '2026-11-25T04:00:00.000Z')).toEqual(new Set([...field, 'agent', 'supervisor']));
      expect(await roles(communityId, '2026-11-25T16:00:00.000Z')).toEqual(
        new Set([...field, 'agent', 'supervisor', 'control-room']),
      );
    }
  });

  test('stores no name, phone or e-mail in the clear', async () => {
    await seed();
    expect(JSON.stringify([...rows.values()])).not.toMatch(/王芳|李明|1380013800|li-ming@/);
  });

  test('run again writes nothing and says so', async () => {
    await seed();
    dynamo.resetHistory();
    const { written, passwords } = await seed();
    expect(passwords).toEqual({});
    expect(told(written)).toContain('Nothing to do');
    expect(
      dynamo.commandCalls(TransactWriteCommand).filter(({ args }) => JSON.stringify(args).includes('directory')),
    ).toEqual([]);
  });

  test('finishes an account that was left without a password, and leaves a ready one alone', async () => {
    pool.set('li-ming', { ready: false, groups: [] });
    pool.set('zhou-lan', { ready: true, groups: ['manager'], password: 'her own' });
    const { passwords } = await seed();
    expect(pool.get('li-ming')).toEqual({ ready: true, groups: ['technician'], password: passwords['li-ming'] });
    expect(pool.get('zhou-lan')?.password).toBe('her own');
    expect(passwords).not.toHaveProperty('zhou-lan');
  });

  test('tells every password that was set, also when a later step fails', async () => {
    const told: string[] = [];
    cognito.on(AdminCreateUserCommand, { Username: 'chen-xiao' }).rejects(new Error('too many requests'));
    await expect(seed({ onAccount: ({ username }) => told.push(username) })).rejects.toThrow('too many requests');
    expect(told.sort()).toEqual([...pool.keys()].filter((username) => pool.get(username)?.ready).sort());
    expect(told.length).toBeGreaterThan(9);
  });

  test('takes the passwords it is given', async () => {
    await seed({ passwords: { 'li-ming': 'Given-pass-1' } });
    expect(pool.get('li-ming')?.password).toBe('Given-pass-1');
  });

  test('makes no accounts where an outside issuer signs people in', async () => {
    await seed({ company: 'huabei-example', outputs: { ...outputs, platform: {} } });
    expect(cognito.calls()).toEqual([]);
    expect(rows.has('staff#ma-chao\nstate')).toBe(true);
  });

  test('lets in who is known by the subject of an outside issuer', async () => {
    await seed({ company: 'huabei-example', outputs: { ...outputs, platform: {} } });
    const reader = new DirectoryReader(documentClient(), 'directory');
    expect(await reader.principalBySub('login-ma-chao', ['technician'])).toMatchObject({ staffId: 'ma-chao' });
    expect(await reader.principalBySub('login-ma-chao', ['manager'])).toMatchObject({ roles: [], staffId: null });
  });
});

test('made-up passwords satisfy the pool and differ', () => {
  const passwords = Array.from({ length: 200 }, newPassword);
  for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*-)[A-Za-z\d-]{12,}$/);
  expect(new Set(passwords).size).toBe(200);
});
