import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Text } from '../i18n/text.ts';
import type { Principal } from '../identity/principal.ts';
import { isConditionFailure } from '../journal/errors.ts';
import { log } from '../log/log.ts';
import { type Allowances, allowances as house } from './allowances.ts';
import type { Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { type Allowance, secondsLeft, type Window, windowAt } from './window.ts';

/** A call that is about to be carried out, from somebody who is known and may do this. */
export interface LimitedCall {
  readonly operation: Pick<Operation, 'method' | 'countedAs'>;
  readonly principal: Pick<Principal, 'sub' | 'staffId' | 'premisesIds'>;
  readonly body: unknown;
  /** ISO instant of the call. */
  readonly now: string;
}

/** Lets a call through, or refuses it. */
export interface Limits {
  /** @throws Problem too-many-requests, with nothing written */
  admit(call: LimitedCall): Promise<void>;
}

type Name = 'commands' | 'reports';

/**
 * The limits of the house. What households write is counted in the service's own table, one item per caller (or home)
 * and window, by one guarded update: it holds over all functions, and nobody's item is another's. What staff write, and
 * what anybody reads, is counted in the memory of each warm function: that costs nothing and stops a program that runs
 * away, no more; staff are known by name, and a read changes nothing.
 */
export class HouseLimits implements Limits {
  readonly #doc: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #allowances: Allowances;
  readonly #inMemory = new Map<Allowance, { from: number; used: Map<string, number> }>();

  constructor(ports: { readonly doc: DynamoDBDocumentClient; readonly table: string }, allowances: Allowances = house) {
    this.#doc = ports.doc;
    this.#table = ports.table;
    this.#allowances = allowances;
  }

  async admit({ operation, principal, body, now }: LimitedCall): Promise<void> {
    const { sub, staffId, premisesIds } = principal;
    const { householdCommands, reports, emergencies, staffCommands, householdReads, staffReads } = this.#allowances;
    const atWork = staffId !== null;
    if (operation.method === 'GET') return this.#remember(sub, atWork ? staffReads : householdReads, now);
    if (atWork) return this.#remember(sub, staffCommands, now);
    const report = operation.countedAs?.(body);
    if (!report) return await this.#count('commands', sub, householdCommands, now);
    // Who names a home of others is refused in a moment, and must not use up what those have.
    const home = premisesIds.includes(report.premisesId) ? report.premisesId : sub;
    await this.#count('reports', home, report.emergency ? emergencies : reports, now);
  }

  #remember(key: string, allowance: Allowance, now: string): void {
    const window = windowAt(now, allowance);
    const known = this.#inMemory.get(allowance);
    // All windows of one length end together, so what is over is forgotten at once.
    const current = known?.from === window.from ? known : { from: window.from, used: new Map<string, number>() };
    this.#inMemory.set(allowance, current);
    const used = current.used.get(key) ?? 0;
    if (used >= allowance.most) throw tooMany('commands', now, window);
    current.used.set(key, used + 1);
  }

  async #count(name: Name, key: string, allowance: Allowance, now: string): Promise<void> {
    const window = windowAt(now, allowance);
    try {
      await this.#doc.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { pk: counterPk(key), sk: `${name}#${window.from}` },
          UpdateExpression: 'ADD used :one SET expiresAt = :until',
          ConditionExpression: 'attribute_not_exists(used) OR used < :most',
          ExpressionAttributeValues: { ':one': 1, ':until': window.until, ':most': allowance.most },
        }),
      );
    } catch (error) {
      if (isConditionFailure(error)) throw tooMany(name, now, window);
      // A counter that fails must not keep a flooded flat from being heard.
      log.error('call not counted', error, { name });
    }
  }
}

/** A subject may be an e-mail address at some issuers, so it is not written down as it is. */
const counterPk = (key: string): string => `rate#${createHash('sha256').update(key).digest('hex')}`;

const details: Readonly<Record<Name, Text>> = {
  commands: { zh: '操作过于频繁，请稍后再试', en: 'That was too fast. Please wait a moment.' },
  reports: {
    zh: '您家一小时内报事次数过多，请稍后再提交。如遇跑水、停电、有人被困等紧急情况，写明情况仍可照常报事，也可直接致电物业服务中心。',
    en: 'Too many reports about this home within an hour; please try again later. An emergency (water pouring out, no power, somebody trapped) is still taken when you say so in your words, or call the service centre.',
  },
};

function tooMany(name: Name, now: string, window: Window): Problem {
  const headers = { 'Retry-After': String(secondsLeft(now, window)) };
  return new Problem('too-many-requests', { detail: details[name], headers });
}
