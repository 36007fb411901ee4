import { randomInt } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Role } from '../../shared/identity/roles.ts';

/** Somebody who may sign in. */
export interface Login {
  readonly username: string;
  readonly roles: readonly Role[];
}

/** A login as the user pool holds it. */
export interface Account extends Login {
  /** What tokens call this person. */
  readonly sub: string;
  /** Set just now; absent for an account that was there already: its password is its owner's secret. */
  readonly password?: string;
}

/**
 * Makes the account of a login, or finishes one that was left half made. One that is ready stays as it is.
 * The pool gets no name, phone or e-mail: those stay sealed in table `people`.
 * @param password what to set; made up if absent
 */
export async function ensureAccount(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  { username, roles }: Login,
  password = newPassword(),
): Promise<Account> {
  const who = { UserPoolId, Username: username };
  const known = await find(cognito, who);
  if (known?.ready) return { username, roles, sub: known.sub };
  const sub = known?.sub ?? (await create(cognito, who));
  for (const GroupName of roles) await cognito.send(new AdminAddUserToGroupCommand({ ...who, GroupName }));
  // The last step: a password makes the account ready.
  await cognito.send(new AdminSetUserPasswordCommand({ ...who, Password: password, Permanent: true }));
  return { username, roles, sub, password };
}

interface PoolUser {
  readonly UserPoolId: string;
  readonly Username: string;
}

async function find(
  cognito: CognitoIdentityProviderClient,
  who: PoolUser,
): Promise<{ sub: string; ready: boolean } | undefined> {
  try {
    const { UserAttributes, UserStatus } = await cognito.send(new AdminGetUserCommand(who));
    return { sub: subOf(UserAttributes), ready: UserStatus === 'CONFIRMED' };
  } catch (error) {
    if (error instanceof UserNotFoundException) return undefined;
    throw error;
  }
}

async function create(cognito: CognitoIdentityProviderClient, who: PoolUser): Promise<string> {
  const { User } = await cognito.send(new AdminCreateUserCommand({ ...who, MessageAction: 'SUPPRESS' }));
  return subOf(User?.Attributes);
}

function subOf(attributes: readonly AttributeType[] = []): string {
  const sub = attributes.find(({ Name }) => Name === 'sub')?.Value;
  if (!sub) throw new Error('the user pool gave no sub');
  return sub;
}

const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LOWER = 'abcdefghijkmnpqrstuvwxyz';
const DIGITS = '23456789';

/** Like `Kqwe-7rtz-uipa-4sdf`: 70 bits of chance, no letters that look alike, nothing that a shell minds. */
export function newPassword(): string {
  const pick = (from: string): string => from[randomInt(from.length)] ?? '';
  return [UPPER, DIGITS, LOWER, DIGITS]
    .map((first) => pick(first) + Array.from({ length: 3 }, () => pick(LOWER)).join(''))
    .join('-');
}
