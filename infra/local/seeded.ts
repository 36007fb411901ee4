import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { seedCompany, told } from '../operations/seed.ts';
import type { Cloud } from './cloud.ts';
import { untilPoliciesAreKnown } from './policies-known.ts';
import { isErrno } from './state-folder.ts';

/** Password by username. */
export type Passwords = Readonly<Record<string, string>>;

const PasswordsSchema = z.record(z.string(), z.string());

/**
 * Writes what the company's profile has and this cloud has not.
 * @returns the passwords of the demo accounts, made once per installation and kept in its state folder
 */
export async function seedLocally(
  cloud: Cloud,
  company: string,
  onProgress: (line: string) => void,
): Promise<Passwords> {
  const passwords = { ...readPasswords(cloud.state.path) };
  const written = await seedCompany({
    company,
    connection: cloud.connection,
    outputs: cloud.outputs,
    onProgress,
    passwords,
    onAccount: ({ username, password }) => {
      passwords[username] = password;
      writeFileSync(passwordFile(cloud.state.path), JSON.stringify(passwords, undefined, 2), { mode: 0o600 });
    },
  });
  onProgress(told(written));
  if (written.settings) await untilPoliciesAreKnown(cloud);
  return passwords;
}

/** The passwords made before in a state folder; none for a new one. */
export function readPasswords(stateDir: string): Passwords {
  try {
    return PasswordsSchema.parse(JSON.parse(readFileSync(passwordFile(stateDir), 'utf8')));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return {};
    throw error;
  }
}

function passwordFile(stateDir: string): string {
  return join(stateDir, 'passwords.json');
}
