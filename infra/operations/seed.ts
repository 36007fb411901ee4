import { parseArgs } from 'node:util';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { PeopleStore } from '../../services/directory/people-store.ts';
import { DirectoryStore } from '../../services/directory/store.ts';
import { seedPriceList } from '../../services/dispatch/seed.ts';
import { seedSettings } from '../../services/sla/seed.ts';
import { documentClient } from '../../shared/journal/dynamo.ts';
import { Journal } from '../../shared/journal/journal.ts';
import { phoneHash } from '../../shared/personal/search.ts';
import { PersonalVault } from '../../shared/personal/vault.ts';
import { loadProfile } from '../company-profile.ts';
import { connectionOf } from './connection-of.ts';
import { type Connection, type Outputs, output, readOutputs } from './outputs.ts';
import { type Account, ensureAccount } from './seed-accounts.ts';
import { type Resident, residentsOf, seedPeople, seedPlaces, type Written } from './seed-directory.ts';

export interface SeedOptions {
  /** Name of the company profile. */
  readonly company: string;
  readonly connection: Connection;
  readonly outputs: Outputs;
  readonly onProgress: (line: string) => void;
  /** Called as soon as an account is ready, so that no password is lost when a later step fails. */
  readonly onAccount: (account: Required<Account>) => void;
  /** By username: what new accounts get instead of a password made up here. */
  readonly passwords?: Readonly<Record<string, string>>;
}

const ACCOUNTS_AT_ONCE = 5;

/**
 * Writes, through each service's store, what the profile has and the deployment has not: places, people, posts with
 * their rosters, accounts, policies, calendars and prices. What exists is never touched, however often this runs.
 */
export async function seedCompany(options: SeedOptions): Promise<Written> {
  const { company, connection, outputs, onProgress } = options;
  const now = new Date().toISOString();
  const cause = { at: now, actor: { type: 'system', id: 'seed' }, correlationId: 'seed', causationId: 'seed' } as const;
  const profile = loadProfile(company);
  const doc = documentClient(new DynamoDBClient({ ...connection, maxAttempts: 8 }));
  const store = new DirectoryStore(doc, output(outputs, 'directory', 'TableName'), company);
  const kms = new KMSClient(connection);
  const vault = new PersonalVault(kms, output(outputs, 'directory', 'PersonalKeyId'));
  const people = new PeopleStore(doc, output(outputs, 'directory', 'PeopleTableName'), vault, (phone) =>
    phoneHash(kms, output(outputs, 'directory', 'SearchKeyId'), phone),
  );

  onProgress('小区、楼栋、房屋 communities, buildings, premises');
  const places = await seedPlaces(store, profile);
  onProgress('员工、业主、岗位、排班 people, posts, rosters');
  const persons = await seedPeople(store, people, profile, cause);
  onProgress('时限与日历 policies, calendars');
  const { timeZone, calendars, policies: overrides } = profile;
  const journal = new Journal(doc, output(outputs, 'sla', 'TableName'), company);
  const settings = await seedSettings(journal, { timeZone, calendars, overrides }, now);
  onProgress('收费价目 price list');
  const priced = await seedPriceList(
    new Journal(doc, output(outputs, 'dispatch', 'TableName'), company),
    profile.priceList ?? [],
    now,
  );
  const written = { settings: settings.length, 'price list': Number(priced) };

  if (profile.identity.kind === 'oidc') {
    onProgress('登录由外部身份服务提供，不创建账号 sign-in is an outside issuer’s: no accounts made');
    const known = residentsOf(profile).flatMap(({ username: _, sub, ...rights }) => (sub ? [{ ...rights, sub }] : []));
    const principals = await store.addPrincipals(known);
    return { ...places, ...persons, ...written, principals };
  }
  onProgress('账号 accounts');
  const accounts = await seedAccounts(options, store, residentsOf(profile));
  return { ...places, ...persons, ...written, ...accounts };
}

async function seedAccounts(
  { connection, outputs, passwords, onAccount }: SeedOptions,
  store: DirectoryStore,
  residents: readonly Resident[],
): Promise<Written> {
  const cognito = new CognitoIdentityProviderClient({ ...connection, maxAttempts: 8 });
  const pool = output(outputs, 'platform', 'UserPoolId');
  const written = { accounts: 0, principals: 0 };
  const ensure = async ({ username, ...rights }: Resident): Promise<void> => {
    const { roles } = rights;
    const { sub, password } = await ensureAccount(cognito, pool, { username, roles }, passwords?.[username]);
    if (password !== undefined) {
      written.accounts++;
      onAccount({ username, roles, sub, password });
    }
    // Not `+= await`: several of these run side by side.
    const added = await store.addPrincipals([{ ...rights, sub }]);
    written.principals += added;
  };
  for (let n = 0; n < residents.length; n += ACCOUNTS_AT_ONCE) {
    // All that were begun are finished and told before a failure ends the run.
    const outcomes = await Promise.allSettled(residents.slice(n, n + ACCOUNTS_AT_ONCE).map(ensure));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  }
  return written;
}

/** The report as a person reads it. */
export function told(written: Written): string {
  const counts = Object.entries(written).filter(([, count]) => count > 0);
  if (counts.length === 0) return '无需写入：数据均已存在。 Nothing to do: everything is there already.';
  return `已写入 written: ${counts.map(([what, count]) => `${count} ${what}`).join(', ')}`;
}

if (import.meta.main) {
  const { company = 'demo' } = parseArgs({ options: { company: { type: 'string' } } }).values;
  const connection = connectionOf(company);
  const written = await seedCompany({
    company,
    connection,
    outputs: await readOutputs(connection, company),
    onProgress: (line) => console.log(`  ${line}`),
    onAccount: ({ username, roles, password }) =>
      console.log(`  ${username.padEnd(16)} ${password}   ${roles.join(', ')}   （只显示一次 shown only once）`),
  });
  console.log(told(written));
}
