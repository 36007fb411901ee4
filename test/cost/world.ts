import { mock } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { CompanyProfile } from '../../infra/company-profile.ts';
import { type Entry, functions, type Service } from '../../infra/functions.ts';
import { residentsOf } from '../../infra/operations/seed-directory.ts';
import { apiEvent } from '../shared/api-event.ts';
import { answerClients, type BusEvent } from './clients.ts';
import type { Standing } from './dollars.ts';
import { AUDIENCE, Handlers, ISSUER } from './handlers.ts';
import { type House, houseOf } from './house.ts';
import { MemoryTables } from './memory-tables.ts';
import { Meter } from './meter.ts';
import { nextSweep, owes } from './owed.ts';
import { seedCompany } from './seed-company.ts';
import { Timers } from './timers.ts';
import type { Item } from './units.ts';

const answerSchema = z.object({ statusCode: z.number(), body: z.string().optional() });
const failuresSchema = z.object({ batchItemFailures: z.array(z.unknown()) });

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const hasSweep = (service: Service): boolean => Object.values<Entry>(functions[service]).includes('sweep');

/** Files have a function of their own. */
const entryOf = (path: string): Entry => (/\/attachments(\/|$)/.test(path) ? 'attachments' : 'api');

/**
 * The whole product in one process on a clock that jumps: its real functions, called as its stacks connect them, over
 * tables, bus, queues and timers in memory that count what is used. Every message travels alone, as on a quiet day.
 */
export class World {
  readonly meter = new Meter();
  readonly tables: MemoryTables;
  readonly #timers: Timers;
  readonly #handlers: Handlers;
  readonly #house: House;
  readonly #profile: CompanyProfile;
  readonly #stream: { service: string; items: readonly Item[] }[] = [];
  readonly #bus: BusEvent[] = [];
  #calls = 0;

  private constructor(profile: CompanyProfile, house: House) {
    this.#profile = profile;
    this.#house = house;
    this.tables = new MemoryTables({
      consumed: (consumed) => this.meter.dynamo(consumed),
      inserted: (table, items) => {
        const events = items.filter(({ sk }) => String(sk).startsWith('event#'));
        if (events.length > 0 && table in functions) this.#stream.push({ service: table, items: events });
      },
    });
    this.#timers = new Timers(this.tables, this.meter, 'sla');
    this.#handlers = new Handlers(house, this.meter);
    const sent = (event: BusEvent): void => {
      this.meter.event(event.detail);
      this.#bus.push(event);
    };
    answerClients({ tables: this.tables, meter: this.meter, timers: this.#timers, now: () => this.now, sent });
  }

  /** A company as it is after its deployment and first seed. */
  static async open(profile: CompanyProfile, start: string): Promise<World> {
    const house = houseOf(profile);
    mock.timers.enable({ apis: ['Date'], now: Date.parse(start) });
    const world = new World(profile, house);
    await world.#handlers.load();
    await seedCompany(profile, start);
    await world.#settle();
    world.meter.reset();
    return world;
  }

  get standing(): Standing {
    return this.#house.standing;
  }

  get now(): string {
    return new Date().toISOString();
  }

  /** Calls the API as somebody of the profile; without a name as nobody. All that follows at once happens too. */
  async call(service: Service, who: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    this.#calls += 1;
    const [pathname = '', query] = path.split('?');
    const event = apiEvent({
      method,
      path: pathname,
      headers: {
        ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': `call-${this.#calls}` }),
      },
      query: query === undefined ? undefined : Object.fromEntries(new URLSearchParams(query)),
      body: body && JSON.stringify(body),
      requestId: `call-${this.#calls}`,
      claims: {
        sub: who,
        iss: ISSUER,
        aud: AUDIENCE,
        exp: 4_102_444_800,
        token_use: 'access',
        roles: this.#rolesOf(who).join(' '),
      },
    });
    const { statusCode, body: text = '' } = answerSchema.parse(
      await this.#handlers.call(service, entryOf(pathname), event),
    );
    await this.#settle();
    return { status: statusCode, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  #rolesOf(username: string): readonly string[] {
    return residentsOf(this.#profile).find((resident) => resident.username === username)?.roles ?? [];
  }

  /** Lets time pass: timers wake up, and the sweeps do what is due. */
  async until(instant: string): Promise<void> {
    for (;;) {
      const next = [this.#timers.nextWakeUp, nextSweep(this.tables, this.#services, this.now)]
        .filter((at) => at !== undefined)
        .toSorted()[0];
      if (next === undefined || next > instant) break;
      this.#setTime(next);
      this.#timers.wake(next);
      await this.#settle();
      for (const service of this.#services) if (owes(this.tables, service, next)) await this.#sweep(service);
    }
    this.#setTime(instant);
    for (const service of this.#services) this.tables.table(service).expire(Date.now() / 1000);
  }

  #setTime(instant: string): void {
    if (instant > this.now) mock.timers.setTime(Date.parse(instant));
  }

  get #services(): readonly Service[] {
    return this.#house.services;
  }

  get owes(): boolean {
    return nextSweep(this.tables, this.#services, this.now) !== undefined;
  }

  /** Bytes that a request leaves behind in all tables. */
  storedBytes(requestId: string): number {
    return this.#services.reduce((sum, service) => {
      const table = this.tables.table(service);
      return (
        sum + table.storedBytes(table.partitionKeys.filter((pk) => pk.includes(requestId) && !pk.startsWith('inbox#')))
      );
    }, 0);
  }

  /** Its call and its look into the index happen every minute anyway: they belong to nobody. */
  async #sweep(service: Service): Promise<void> {
    await this.meter.asideFromStanding(() => this.#handlers.call(service, 'sweep', {}));
    await this.#settle();
  }

  /** One sweep of every service that has one, with nothing to do, counted. */
  async idleMinute(): Promise<void> {
    for (const service of this.#services.filter(hasSweep)) await this.#handlers.call(service, 'sweep', {});
  }

  /** Lets everything happen that follows at once. */
  async #settle(): Promise<void> {
    for (;;) {
      const written = this.#stream.shift();
      if (written) {
        await this.#relay(written.service, written.items);
        continue;
      }
      const event = this.#bus.shift();
      if (!event) return;
      await this.#deliver(event);
    }
  }

  async #relay(table: string, items: readonly Item[]): Promise<void> {
    const service = this.#services.find((one) => one === table);
    if (!service) throw new Error(`no relay of ${table}`);
    const Records = items.map((item) => ({
      eventName: 'INSERT',
      dynamodb: { Keys: marshall({ pk: item.pk, sk: item.sk }), NewImage: marshall(item) },
    }));
    await this.#handlers.call(service, 'relay', { Records });
  }

  async #deliver({ source, name, detail }: BusEvent): Promise<void> {
    const parsed: unknown = JSON.parse(detail);
    for (const { service, queue, takes } of this.#house.rules) {
      if (!takes({ name, detail: parsed })) continue;
      this.meter.message();
      const record = {
        messageId: `${name} for ${service}`,
        receiptHandle: 'receipt',
        body: JSON.stringify({ source, 'detail-type': name, detail: parsed }),
        attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: String(Date.now()) },
        eventSourceARN: `arn:aws:sqs:us-east-1:111122223333:${queue}`,
      };
      const answer = await this.#handlers.call(service, 'on-events', { Records: [record] });
      if (failuresSchema.parse(answer).batchItemFailures.length > 0) throw new Error(`${service} did not take ${name}`);
    }
  }
}
