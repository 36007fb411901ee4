import type { Context } from 'aws-lambda';
import { type Entry, functions, type Service } from '../../infra/functions.ts';
import { lambdaContext } from '../shared/api-event.ts';
import type { House } from './house.ts';
import type { Meter } from './meter.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const TIMER_ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:timer';
export const ISSUER = 'https://issuer.example.com';
export const AUDIENCE = 'guanjia';

/** What stands in the environment of a deployed function in place of names that only AWS knows. */
const names = (service: Service): Readonly<Record<string, string>> => ({
  TABLE_NAME: service,
  DIRECTORY_TABLE: 'directory',
  PEOPLE_TABLE: 'people',
  BUS_NAME: 'bus',
  TIMER_ARN,
  ISSUER,
  AUDIENCE,
  PERSONAL_KEY_ID: 'personal-key',
  LINK_KEY_ID: 'link-key',
  SEARCH_KEY_ID: 'search-key',
  SENSITIVE_KEY_ID: 'sensitive-key',
  PUBLIC_URL: 'https://api.example.com',
  BUCKET_NAME: 'bucket',
  INBOX_URLS: 'https://sqs.example.com/inbox',
});

/** The product's functions, loaded as Lambda loads them: with the environment of their stack. */
export class Handlers {
  readonly #handlers = new Map<string, Handler>();
  readonly #house: House;
  readonly #meter: Meter;

  constructor(house: House, meter: Meter) {
    this.#house = house;
    this.#meter = meter;
  }

  async load(): Promise<void> {
    process.env.AWS_REGION = 'us-east-1';
    for (const service of this.#house.services)
      for (const entry of functions[service]) {
        Object.assign(process.env, this.#environment(service, entry));
        const loaded: { handler: Handler } = await import(`../../services/${service}/${entry}.ts`);
        this.#handlers.set(`${service}/${entry}`, loaded.handler);
      }
  }

  #environment(service: Service, entry: Entry): Record<string, string> {
    const { environment } = this.#house.function(service, entry);
    return Object.fromEntries(
      Object.entries(environment).map(([name, value]) => {
        const known = typeof value === 'string' ? value : names(service)[name];
        if (known === undefined) throw new Error(`nobody here knows ${name} of ${service}`);
        return [name, known];
      }),
    );
  }

  /** Calls a function; what it logs is counted and not shown, unless it fails. */
  async call(service: Service, entry: Entry, event: unknown): Promise<unknown> {
    const handler = this.#handlers.get(`${service}/${entry}`);
    if (!handler) throw new Error(`no function ${service}/${entry}`);
    this.#meter.call(entry, this.#house.function(service, entry).memoryMb);
    const { lines, restore } = captured();
    try {
      return await handler(event, { ...lambdaContext, getRemainingTimeInMillis: () => 60_000 });
    } finally {
      restore();
      this.#meter.usage.logBytes += Buffer.byteLength(lines.join(''));
      for (const line of lines) if (line.includes('"level":"ERROR"')) process.stderr.write(line);
    }
  }
}

function captured() {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams) stream.write = (chunk: string | Uint8Array) => lines.push(String(chunk)) > 0;
  return {
    lines,
    restore: () => {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}
